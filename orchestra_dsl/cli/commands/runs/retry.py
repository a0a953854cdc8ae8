"""`orchestra runs retry`: try again what is in error."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import as_option, open_project, project_options, run_argument
from orchestra_dsl.cli.output import json_option, print_json, say_who_works

HELP = described(
    """Try again what is in error in a run, from where it failed, and events that met a fault of the program and were
    put aside. ELEMENT is needed where several elements are in error.

    Administrators may: those that `administrators` in orchestra.toml names and, without --as, whoever may write the
    store's file. So may those to whom the orchestration allows it: `allow administer by`.""",
    "orchestra runs retry 3k7w",
    "orchestra runs retry 3k7w triage.enrich --as lena",
)


@click.command("retry", help=HELP)
@run_argument
@click.argument("element", required=False)
@as_option("Who has it tried again.")
@project_options
@json_option
def command(
    run: str, element: str | None, user: str | None, project: Path, store: Path | None, *, as_json: bool
) -> int:
    """Retry the element."""
    with open_project(project, store) as engine:
        run_id = engine.runs.find(run)
        retried = engine.retry(run_id, engine.by(user), element)
        served = engine.served_by
    if as_json:
        print_json({"run": run_id, "retried": retried, "worker": served})
    else:
        for each in retried:
            click.echo(f"{each} of run {run_id} is tried again.")
        say_who_works(served, project)
    return exit_codes.FINE
