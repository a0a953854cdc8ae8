"""`orchestra work recount`: count again whom open work is for, after people have come and gone."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import as_option, open_project, project_options
from orchestra_dsl.cli.output import json_option, print_json, say_who_works

HELP = described(
    """Count again whom open work is for, after people have come and gone. A claim of somebody who has left is released;
    where nobody is left who may do the work, it goes to those whom `otherwise` names, else to administrators, and with
    nobody there either its step is in error. Work that somebody may still do stays as it is.

    Administrators may: those that `administrators` in orchestra.toml names and, without --as, whoever may write the
    store's file. A worker does it, many runs at a time.""",
    "orchestra work recount",
)


@click.command("recount", help=HELP)
@as_option("Who has it counted.")
@project_options
@json_option
def command(user: str | None, project: Path, store: Path | None, *, as_json: bool) -> int:
    """Have it counted again."""
    with open_project(project, store) as engine:
        engine.people_changed(engine.by(user))
        served = engine.served_by
    if as_json:
        print_json({"recounting": True, "worker": served})
    else:
        click.echo("Whom open work is for is counted again.")
        say_who_works(served, project)
    return exit_codes.FINE
