"""`orchestra record set`: change fields of a record."""

from pathlib import Path

import click

from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import as_option, open_project, project_options
from orchestra_dsl.cli.output import json_option
from orchestra_dsl.cli.written import print_written
from orchestra_dsl.workspace.typed_text import read_pairs

HELP = described(
    """Change fields of a record that is there. A field whose value may be missing is emptied by `NAME=`.""",
    "orchestra record set Case 5001 status=Closed",
    'orchestra record set Case 5001 tags="vip, urgent" quiet_until=',
)


@click.command("set", help=HELP)
@click.argument("type_", metavar="TYPE")
@click.argument("id_", metavar="ID")
@click.argument("pairs", metavar="NAME=VALUE…", nargs=-1, required=True)
@as_option("Who changes it.")
@project_options
@json_option
def command(
    type_: str,
    id_: str,
    pairs: tuple[str, ...],
    user: str | None,
    project: Path,
    store: Path | None,
    *,
    as_json: bool,
) -> int:
    """Change the record."""
    with open_project(project, store, install=True) as engine:
        fields = read_pairs(engine.programs.record(type_).fields, pairs, f"the record type {type_}")
        written = engine.records.update(type_, id_, fields, engine.by(user))
        served = engine.served_by
    return print_written(type_, id_, written, served, project, as_json=as_json)
