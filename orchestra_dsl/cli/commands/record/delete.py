"""`orchestra record delete`: delete a record."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import as_option, open_project, project_options
from orchestra_dsl.cli.output import json_option, print_json
from orchestra_dsl.diagnostics.render.cells import plain
from orchestra_dsl.runtime.errors import Refusal

HELP = described(
    """Delete a record. Runs that read it meet the error RecordGone.""",
    "orchestra record delete Case 5001",
)


@click.command("delete", help=HELP)
@click.argument("type_", metavar="TYPE")
@click.argument("id_", metavar="ID")
@as_option("Who deletes it.")
@project_options
@json_option
def command(type_: str, id_: str, user: str | None, project: Path, store: Path | None, *, as_json: bool) -> int:
    """Delete the record."""
    with open_project(project, store, install=True) as engine:
        if not engine.records.delete(type_, id_, engine.by(user)):
            raise Refusal("not found", f"there is no {type_} with the id {id_}")
    if as_json:
        print_json({"type": type_, "id": id_, "deleted": True})
    else:
        click.echo(f"{type_} {plain(id_)} is deleted.")
    return exit_codes.FINE
