"""`orchestra record rejected`: what record sources have brought and could not be applied."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import Whole, limit_option, open_project, project_options, reads_only
from orchestra_dsl.cli.output import instant, json_option, moment, print_json
from orchestra_dsl.diagnostics.render.cells import plain

if TYPE_CHECKING:
    from orchestra_dsl.runtime.store.rows import RejectedRow

HELP = described(
    """List the changes that record sources have brought and that could not be applied, those of SOURCE or of all, each
    with its key and the reason. The newest of each record is kept, and all others of the source go on.

    One is applied with the next change of its record that fits, when `orchestra run` begins to work with sources that
    declare the record otherwise, and by `orchestra record retry`; one whose record is locked as soon as it is not.""",
    "orchestra record rejected",
    "orchestra record rejected crm --json",
)


@click.command("rejected", help=HELP)
@click.argument("source", required=False)
@click.option("--after", metavar="KEY", type=Whole(2**53), help="Only those with greater keys.")
@limit_option
@project_options
@json_option
def command(
    source: str | None, after: int | None, limit: int, project: Path, store: Path | None, *, as_json: bool
) -> int:
    """Print the list."""
    reads_only()
    with open_project(project, store) as engine:
        rows = engine.sources.rejected(source, after=after or 0, limit=limit)
    if as_json:
        print_json({"rejected": [_plain(row) for row in rows]})
    elif not rows:
        click.echo("Nothing that a record source has brought was rejected." if after is None else "There are no more.")
    else:
        for row in rows:
            deleted = "to be deleted, " if row.deleted else ""
            click.echo(plain(f"{row.key}  {row.type} {row.id}  {deleted}from {row.source}, {moment(row.at)}"))
            click.echo(plain(f"   {row.reason}"))
        if len(rows) == limit:
            click.echo(f"There may be more; ask for them with --after {rows[-1].key}.")
    return exit_codes.FINE


def _plain(row: "RejectedRow") -> dict[str, Any]:
    return {
        "key": row.key,
        "source": row.source,
        "type": row.type,
        "id": row.id,
        "at": instant(row.at),
        "reason": row.reason,
        "deleted": row.deleted,
        "fields": row.fields,
    }
