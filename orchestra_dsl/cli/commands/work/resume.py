"""`orchestra work resume`: let a suspended work item go on."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.items import item_plain
from orchestra_dsl.cli.options import as_option, item_argument, open_project, project_options
from orchestra_dsl.cli.output import json_option, print_json

HELP = described(
    """Let a suspended work item go on: it is again as it was, claimed or open. Who may suspend it may resume it.""",
    "orchestra work resume 12 --as maria",
)


@click.command("resume", help=HELP)
@item_argument
@as_option("Who resumes it.")
@project_options
@json_option
def command(item: int, user: str | None, project: Path, store: Path | None, *, as_json: bool) -> int:
    """Resume the work item."""
    with open_project(project, store) as engine:
        resumed = engine.work.resume(item, engine.by(user))
    if as_json:
        print_json(item_plain(resumed))
    else:
        click.echo(f"Work item {item} is {resumed.status.words} again: {resumed.label or resumed.element}.")
    return exit_codes.FINE
