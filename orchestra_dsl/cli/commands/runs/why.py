"""`orchestra runs why`: what a run waits for, since when, why, and what happens next."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import as_option, open_project, project_options, reads_only, run_argument
from orchestra_dsl.cli.output import heading, instant, json_option, moment, print_json
from orchestra_dsl.cli.reasons import print_reason
from orchestra_dsl.diagnostics.render.cells import plain
from orchestra_dsl.graph.statuses import ENDED

if TYPE_CHECKING:
    from orchestra_dsl.runtime.counters.views import RunView
    from orchestra_dsl.workspace.reasons import Why

HELP = described(
    """Say what a run waits for, since when, why, and what happens next and when.

    For each condition that does not hold: what it says in the source, what it read when it was last asked, and what
    came out. `orchestra runs show RUN --conditions` tells this of the whole history.""",
    "orchestra runs why 3k7w",
    "orchestra runs why 3k7w --json",
)


@click.command("why", help=HELP)
@run_argument
@as_option("Who looks.")
@project_options
@json_option
def command(run: str, user: str | None, project: Path, store: Path | None, *, as_json: bool) -> int:
    """Print the reasons."""
    reads_only()
    with open_project(project, store) as engine:
        run_id = engine.runs.find(run)
        view, found = engine.runs.get(run_id, by=engine.by(user)), engine.why(run_id)
        title = engine.timeline(run_id).place(None)
    if as_json:
        print_json({"run": run_id, "status": view.status.words, "waits_for": [_plain(each) for each in found]})
        return exit_codes.FINE
    heading(f"{title}: run {run_id}")
    if view.status in ENDED:
        click.echo(f"  It waits for nothing: it is {view.status.words}{_how(view)} since {moment(view.updated_at)}.")
    elif not found:
        click.echo("  It waits for nothing that can be seen from here: it is about to go on.")
    for each in found:
        _show(each)
    return exit_codes.FINE


def _how(view: "RunView") -> str:
    said = view.outcome or view.error
    return f" ({plain(said)})" if said else ""


def _show(why: "Why") -> None:
    item = f" (work item {why.waits.item})" if why.waits.item is not None else ""
    click.echo(f"\n  {plain(why.waits.place)}: {plain(why.waits.text)}{item}")
    if why.since is not None:
        click.echo(f"    since {moment(why.since)}")
    for reason in why.reasons:
        print_reason(reason, indent=4)
    for due, what in why.waits.due:
        click.echo(f"    next  {moment(due)}  {what}")


def _plain(why: "Why") -> dict[str, Any]:
    waits = attrs.asdict(why.waits)
    return {
        **waits,
        "due": [{"at": instant(due), "what": what} for due, what in why.waits.due],
        "since": None if why.since is None else instant(why.since),
        "conditions": [{**attrs.asdict(each), "at": instant(each.at)} for each in why.reasons],
    }
