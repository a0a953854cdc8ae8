"""`orchestra record put`: write a record as a whole."""

from pathlib import Path

import click

from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import as_option, open_project, project_options
from orchestra_dsl.cli.output import json_option
from orchestra_dsl.cli.paths import PATH
from orchestra_dsl.cli.written import print_written
from orchestra_dsl.workspace.values_file import read_values

HELP = described(
    """Write a record as a whole from FILE, which is JSON or TOML; `-` is standard input, as JSON. TYPE is the name of
    a record that the project's sources declare; the values are checked against it.""",
    "orchestra record put Case case.json",
    "orchestra record put Case - --project examples/case_management < case.json",
)


@click.command("put", help=HELP)
@click.argument("type_", metavar="TYPE")
@click.argument("file", type=PATH)
@as_option("Who writes it.")
@project_options
@json_option
def command(type_: str, file: Path, user: str | None, project: Path, store: Path | None, *, as_json: bool) -> int:
    """Write the record."""
    fields = read_values(file)
    with open_project(project, store, install=True, create=True) as engine:
        written = engine.records.put(type_, fields, engine.by(user))
        served = engine.served_by
    return print_written(type_, str(fields["id"]), written, served, project, as_json=as_json)
