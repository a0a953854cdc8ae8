"""`orchestra record get`: print a record."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import not_found, open_project, project_options, reads_only
from orchestra_dsl.cli.output import heading, json_option, moment, print_json, value_text

HELP = described(
    """Print a record. With --json its fields are printed as `orchestra record put` takes them.""",
    "orchestra record get Case 5001",
    "orchestra record get Case 5001 --json > case.json",
)


@click.command("get", help=HELP)
@click.argument("type_", metavar="TYPE")
@click.argument("id_", metavar="ID")
@project_options
@json_option
def command(type_: str, id_: str, project: Path, store: Path | None, *, as_json: bool) -> int:
    """Print the record."""
    reads_only()
    with open_project(project, store) as engine:
        found = engine.records.get(type_, id_)
    if found is None:
        raise not_found(project, type_, id_)
    if as_json:
        print_json(found.fields)
        return exit_codes.FINE
    heading(f"{type_} {id_}, version {found.version}, written {moment(found.changed_at)}")
    width = max(map(len, found.fields))
    for name, value in found.fields.items():
        click.echo(f"  {name:{width}}  {value_text(value)}")
    return exit_codes.FINE
