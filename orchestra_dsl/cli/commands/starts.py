"""`orchestra starts`: what starts at fixed times, and what could not be started."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import open_project, project_options, reads_only
from orchestra_dsl.cli.output import instant, json_option, moment, print_json, table
from orchestra_dsl.diagnostics.render.cells import plain
from orchestra_dsl.runtime.applying.scheduling import COUNTED
from orchestra_dsl.workspace.project import Project
from orchestra_dsl.workspace.scheduled import not_in_force

if TYPE_CHECKING:
    from orchestra_dsl.runtime.store.rows import ScheduleRow, UnstartedRow
    from orchestra_dsl.workspace.scheduled import Declared

HELP = described(
    """List the schedules by which orchestrations start (`start every`): when each is due next, when it last started a
    run, what it has missed while no worker worked, and what keeps it from starting.

    Schedules are in force while `orchestra run` works for the store; the one that begins to work puts those of its
    sources in the place of what there was. Starts that were missed are made up for by one run, or by none with
    `missed_starts = "skip"` in orchestra.toml.

    Below it stands what records and events should have started and could not: how often, and why the last time.""",
    "orchestra starts",
    "orchestra starts --json",
)
HEADINGS = ("ORCHESTRATION", "SCHEDULE", "ZONE", "NEXT", "LAST", "RUN", "MISSED")


@click.command("starts", help=HELP)
@project_options
@json_option
def command(project: Path, store: Path | None, *, as_json: bool) -> int:
    """Print the list."""
    reads_only()
    with open_project(project, store) as engine:
        rows, unstarted = engine.schedules.all(), engine.troubles.unstarted()
    waiting = not_in_force(Project.load(project), rows)
    if as_json:
        print_json(
            {
                "schedules": [_plain(row) for row in rows],
                "not_in_force": [_named(each) for each in waiting],
                "unstarted": [_told(each) for each in unstarted],
            }
        )
        return exit_codes.FINE
    if not rows and not waiting:
        click.echo("There are no schedules.")
    _show(rows, waiting)
    for each in unstarted:
        often = "once" if each.times == 1 else f"{each.times:,} times"
        when = f"the last time at {moment(each.at)}"
        click.echo(plain(f"{each.orchestration} could not start on the {each.source}, {often}, {when}: {each.problem}"))
    return exit_codes.FINE


def _show(rows: "list[ScheduleRow]", waiting: "list[Declared]") -> None:
    if rows:
        click.echo(table(HEADINGS, [_cells(row) for row in rows]))
    for row in rows:
        if row.trouble is not None:
            click.echo(plain(f'{row.name} could not start by "{row.cron}": {row.trouble}'))
    for name, cron, zone in waiting:
        click.echo(f'{name} will start by "{cron}" in {zone} once `orchestra run` works.')


def _cells(row: "ScheduleRow") -> list[str]:
    last = "" if row.started_at is None else moment(row.started_at)
    return [
        row.name,
        row.cron,
        row.zone,
        "" if row.next is None else moment(row.next),
        last,
        row.run or "",
        _missed(row),
    ]


def _missed(row: "ScheduleRow") -> str:
    """How many instants it has passed over at last, and from when on."""
    if row.missed_since is None:
        return ""
    number = f"{row.missed} or more" if row.missed >= COUNTED else str(row.missed)
    return f"{number} from {moment(row.missed_since)} on"


def _told(row: "UnstartedRow") -> dict[str, Any]:
    return {
        "orchestration": row.orchestration,
        "source": row.source,
        "times": row.times,
        "at": instant(row.at),
        "problem": row.problem,
    }


def _named(declared: "Declared") -> dict[str, Any]:
    return dict(zip(("orchestration", "schedule", "zone"), declared, strict=True))


def _plain(row: "ScheduleRow") -> dict[str, Any]:
    return {
        "orchestration": row.name,
        "schedule": row.cron,
        "zone": row.zone,
        "next": None if row.next is None else instant(row.next),
        "started_at": None if row.started_at is None else instant(row.started_at),
        "run": row.run,
        "missed": row.missed,
        "missed_since": None if row.missed_since is None else instant(row.missed_since),
        "trouble": row.trouble,
    }
