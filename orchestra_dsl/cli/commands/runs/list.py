"""`orchestra runs list`: runs, the newest first."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import as_option, limit_option, open_project, project_options, reads_only
from orchestra_dsl.cli.output import instant, json_option, moment, print_json, table
from orchestra_dsl.graph.statuses import Status

if TYPE_CHECKING:
    from orchestra_dsl.runtime.store.rows import RunRow

HELP = described(
    """List runs, the newest first; with --as those that USER may look at (`allow view by`).""",
    "orchestra runs list",
    "orchestra runs list --status error --project examples/case_management",
    "orchestra runs list --json --limit 1000",
)
STATUSES = {
    each.words: each
    for each in (Status.ACTIVE, Status.ERROR, Status.SUSPENDED, Status.COMPLETED, Status.FAILED, Status.CANCELED)
}

HEADINGS = ("RUN", "ORCHESTRATION", "STATUS", "OUTCOME", "STARTED", "STEP OF")


@click.command("list", help=HELP)
@click.option("--status", type=click.Choice(list(STATUSES)), help="Only runs of this status.")
@click.option("--orchestration", metavar="NAME", help="Only runs of this orchestration.")
@as_option("Who looks.")
@limit_option
@project_options
@json_option
def command(
    status: str | None,
    orchestration: str | None,
    user: str | None,
    limit: int,
    project: Path,
    store: Path | None,
    *,
    as_json: bool,
) -> int:
    """Print the list."""
    reads_only()
    with open_project(project, store) as engine:
        wanted = STATUSES[status] if status else None
        newest = partial(engine.runs.newest, orchestration=orchestration, status=wanted, by=engine.by(user))
        rows = newest(limit=limit)
        more = len(rows) == limit and bool(newest(limit=1, before=rows[-1].key))
    if as_json:
        print_json({"runs": [_plain(row) for row in rows], "more": more})
    elif not rows:
        click.echo("There are no runs.")
    else:
        click.echo(table(HEADINGS, [_cells(row) for row in rows]))
        if more:
            click.echo(f"There are more; ask for them with --limit {limit * 2}.")
    return exit_codes.FINE


def _cells(row: "RunRow") -> list[str]:
    came_to = row.outcome or row.error or ""
    return [row.id, row.orchestration, row.status.words, came_to, moment(row.started_at), row.parent or ""]


def _plain(row: "RunRow") -> dict[str, Any]:
    return {
        "run": row.id,
        "orchestration": row.orchestration,
        "parent": row.parent,
        "status": row.status.words,
        "outcome": row.outcome,
        "error": row.error,
        "outputs": row.outputs,
        "started_at": instant(row.started_at),
        "updated_at": instant(row.updated_at),
    }
