"""`orchestra work show`: one work item, and what it asks for."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.items import item_plain, print_item
from orchestra_dsl.cli.options import as_option, item_argument, open_project, project_options, reads_only
from orchestra_dsl.cli.output import json_option, print_json

HELP = described(
    """Show a work item: what it is about, who may take it, and which fields it asks for.""",
    "orchestra work show 12",
    "orchestra work show 12 --json",
)


@click.command("show", help=HELP)
@item_argument
@as_option("Who looks.")
@project_options
@json_option
def command(item: int, user: str | None, project: Path, store: Path | None, *, as_json: bool) -> int:
    """Print the work item."""
    from orchestra_dsl.workspace.explaining import item_text

    reads_only()
    with open_project(project, store) as engine:
        found = engine.work.get(item, by=engine.by(user))
        place = engine.timeline(found.run).place(found.element, found.instance)
        form = engine.form(found)
    if as_json:
        print_json(item_plain(found))
    else:
        print_item(found, place, item_text(found), form)
    return exit_codes.FINE
