"""What came of writing a record, as commands print it."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.output import print_json, say_who_works
from orchestra_dsl.cli.trouble import say
from orchestra_dsl.diagnostics.render.cells import plain

if TYPE_CHECKING:
    from orchestra_dsl.runtime.applying.writing import Written


def print_written(
    type_: str, id_: str, written: "Written", served_by: str | None, project: Path, *, as_json: bool
) -> int:
    """Say which version the record has now, which runs it has started, and which triggers could not be asked."""
    if as_json:
        print_json(
            {
                "type": type_,
                "id": id_,
                "version": written.version,
                "started": list(written.started),
                "problems": list(written.problems),
                "worker": served_by,
            }
        )
    else:
        click.echo(f"{type_} {plain(id_)} is written (version {written.version}).")
        for run in written.started:
            click.echo(f"Started run {run}.")
        if written.started:
            say_who_works(served_by, project)
        for problem in written.problems:
            say(f"a trigger could not be asked: {problem}", hint="The record is written all the same.")
    return exit_codes.FAILED if written.problems else exit_codes.FINE
