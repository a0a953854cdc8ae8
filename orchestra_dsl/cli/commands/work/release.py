"""`orchestra work release`: give a claimed work item back."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.items import item_plain
from orchestra_dsl.cli.options import as_option, item_argument, open_project, project_options
from orchestra_dsl.cli.output import json_option, print_json

HELP = described(
    """Give a claimed work item back, so that others can take it. Who has claimed it may, and administrators.""",
    "orchestra work release 12 --as maria",
)


@click.command("release", help=HELP)
@item_argument
@as_option("Who gives it back.")
@project_options
@json_option
def command(item: int, user: str | None, project: Path, store: Path | None, *, as_json: bool) -> int:
    """Release the work item."""
    with open_project(project, store) as engine:
        released = engine.work.release(item, engine.by(user))
    if as_json:
        print_json(item_plain(released))
    else:
        click.echo(f"Work item {item} is open again: {released.label or released.element}.")
    return exit_codes.FINE
