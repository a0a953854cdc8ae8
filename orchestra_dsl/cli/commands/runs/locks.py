"""`orchestra runs locks`: the locks that runs have."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import as_option, limit_option, open_project, project_options, reads_only
from orchestra_dsl.cli.output import instant, json_option, moment, print_json, table
from orchestra_dsl.runtime.counters.views import MOST_COUNTED

if TYPE_CHECKING:
    from orchestra_dsl.runtime.counters.views import Lock

HELP = described(
    """List the locks that runs have, by name: which stage of which run has each, and how many wait for it.

    A stage keeps its lock until it is left. Where its run is in error, others wait until somebody mends it: see
    `orchestra runs why`, `retry`, `skip` and `cancel`.""",
    "orchestra runs locks",
    "orchestra runs locks --json --project examples/case_management",
)
HEADINGS = ("LOCK", "RUN", "STAGE", "STATUS", "SINCE", "WAITING")


@click.command("locks", help=HELP)
@as_option("Who looks.")
@limit_option
@project_options
@json_option
def command(user: str | None, limit: int, project: Path, store: Path | None, *, as_json: bool) -> int:
    """Print the list."""
    reads_only()
    with open_project(project, store) as engine:
        by = engine.by(user)
        locks = engine.locks.held(limit=limit, by=by)
        more = len(locks) == limit and bool(engine.locks.held(after=locks[-1].name, limit=1, by=by))
    if as_json:
        print_json({"locks": [_plain(each) for each in locks], "more": more})
    elif not locks:
        click.echo("No run has a lock.")
    else:
        click.echo(table(HEADINGS, [_cells(each) for each in locks]))
        if more:
            click.echo(f"There are more; ask for them with --limit {limit * 2}.")
    return exit_codes.FINE


def _cells(lock: "Lock") -> list[str]:
    since = "" if lock.since is None else moment(lock.since)
    waiting = f"more than {MOST_COUNTED:,}" if lock.others > MOST_COUNTED else f"{lock.others:,}"
    return [lock.name, lock.run or "", lock.element or "", lock.status.words, since, waiting]


def _plain(lock: "Lock") -> dict[str, Any]:
    return {
        "lock": lock.name,
        "run": lock.run,
        "stage": lock.element,
        "status": lock.status.words,
        "since": None if lock.since is None else instant(lock.since),
        "waiting": min(lock.others, MOST_COUNTED),
        "more_wait": lock.others > MOST_COUNTED,
    }
