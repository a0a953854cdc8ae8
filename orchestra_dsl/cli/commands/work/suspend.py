"""`orchestra work suspend`: let a work item rest."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.items import item_plain
from orchestra_dsl.cli.moments import read_moment
from orchestra_dsl.cli.options import as_option, item_argument, open_project, project_options
from orchestra_dsl.cli.output import json_option, moment, print_json

HELP = described(
    """Let a work item rest, until an instant or until somebody resumes it. Meanwhile nobody can claim or complete it;
    whoever has claimed it keeps it, and its due time goes on.

    Who has claimed it may, whoever could claim it, administrators, and those whom `allow suspend by` names.""",
    "orchestra work suspend 12 --as maria",
    "orchestra work suspend 12 --as maria --until 2026-03-02T09:00",
    "orchestra work suspend 12 --as maria --until 3d",
)


@click.command("suspend", help=HELP)
@item_argument
@click.option("--until", metavar="WHEN", help="An instant, in local time unless it says otherwise, or a duration: 3d.")
@as_option("Who suspends it.")
@project_options
@json_option
def command(item: int, until: str | None, user: str | None, project: Path, store: Path | None, *, as_json: bool) -> int:
    """Suspend the work item."""
    with open_project(project, store) as engine:
        instant = None if until is None else read_moment(until, engine.clock.now())
        suspended = engine.work.suspend(item, engine.by(user), until=instant)
    if as_json:
        print_json(item_plain(suspended))
    else:
        when = "" if suspended.until is None else f" until {moment(suspended.until)}"
        click.echo(f"Work item {item} is suspended{when}: {suspended.label or suspended.element}.")
    return exit_codes.FINE
