"""`orchestra record reset`: let a record source go on from the beginning, or from another cursor."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import as_option, open_project, project_options
from orchestra_dsl.cli.output import cursor_text, json_option, print_json
from orchestra_dsl.diagnostics.render.cells import plain
from orchestra_dsl.workspace.project import Project

HELP = described(
    """Let the record source SOURCE go on from the beginning, or from another cursor, when a worker asks it next. What
    it brings once more and is there already is no write: it starts no run. A worker that is asking it at the moment
    writes nothing more of that answer, and begins again from there. What a cursor is, the source's plugin says;
    `orchestra record sources` shows the present one. What was rejected stays so.""",
    "orchestra record reset crm",
    "orchestra record reset crm --cursor 2026-11-01T00:00:00Z",
)


@click.command("reset", help=HELP)
@click.argument("source")
@click.option("--cursor", metavar="CURSOR", help="From where it is to go on; without it from the beginning.")
@as_option("Who says so: an administrator.")
@project_options
@json_option
def command(
    source: str, cursor: str | None, user: str | None, project: Path, store: Path | None, *, as_json: bool
) -> int:
    """Write it down."""
    supplied = Project.load(project).registry.names("source")
    with open_project(project, store, create=source in supplied) as engine:
        before = engine.sources.reset(source, engine.by(user), cursor=cursor, supplied=supplied)
    if as_json:
        print_json({"source": source, "cursor": cursor, "before": before})
    elif before == cursor:
        click.echo(plain(f"{source} would have gone on from {cursor_text(cursor)} anyway; nothing has changed."))
    else:
        click.echo(
            plain(f"{source} goes on from {cursor_text(cursor)} when it is asked next (before: {cursor_text(before)}).")
        )
    return exit_codes.FINE
