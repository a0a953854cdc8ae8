"""`--fast-forward`: time that only passes is skipped, and that is said."""

from typing import TYPE_CHECKING

import click

from orchestra_dsl.cli.output import instant, moment, print_json_line
from orchestra_dsl.graph.moments import UNITS, show_duration

if TYPE_CHECKING:
    from orchestra_dsl.runtime.worker.worker import Worker
    from orchestra_dsl.workspace.following import Follower


def tell_skipped(follower: "Follower", worker: "Worker", *, as_json: bool) -> bool:
    """Skip to the next timer where nothing else can happen, and say so; whether time was skipped."""
    skipped = follower.fast_forward(worker)
    if not skipped:
        return False
    now = follower.engine.clock.now()
    if as_json:
        print_json_line({"skipped": skipped, "now": instant(now)})
    else:
        amount = show_duration(-(-skipped // UNITS["s"]) * UNITS["s"])  # whole seconds, rounded up
        click.echo(click.style(f"          … {amount} later: {moment(now)}", dim=True))
    return True
