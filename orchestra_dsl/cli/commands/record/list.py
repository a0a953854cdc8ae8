"""`orchestra record list`: the records of a type."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import check_record_type, limit_option, open_project, project_options, reads_only
from orchestra_dsl.cli.output import instant, json_option, moment, print_json, table

HELP = described(
    """List the records of a type in the order of their ids.""",
    "orchestra record list Case",
    "orchestra record list Case --after 5001 --limit 100 --json",
)


@click.command("list", help=HELP)
@click.argument("type_", metavar="TYPE")
@click.option("--after", metavar="ID", default="", help="Only records whose ids come after this one.")
@limit_option
@project_options
@json_option
def command(type_: str, after: str, limit: int, project: Path, store: Path | None, *, as_json: bool) -> int:
    """Print the list."""
    reads_only()
    with open_project(project, store) as engine:
        rows = engine.records.of_type(type_, after=after, limit=limit)
    if not rows:
        check_record_type(project, type_)
    if as_json:
        print_json(
            {
                "records": [
                    {"id": row.id, "version": row.version, "changed_at": instant(row.changed_at), "fields": row.fields}
                    for row in rows
                ]
            }
        )
    elif not rows:
        click.echo(f"There are no records of the type {type_}.")
    else:
        click.echo(
            table(["ID", "VERSION", "WRITTEN"], [[row.id, str(row.version), moment(row.changed_at)] for row in rows])
        )
        if len(rows) == limit:
            click.echo(f"There may be more; ask for them with --after {rows[-1].id}.")
    return exit_codes.FINE
