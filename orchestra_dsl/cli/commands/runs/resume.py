"""`orchestra runs resume`: let a suspended run go on."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import as_option, open_project, project_options, run_argument
from orchestra_dsl.cli.output import json_option, print_json, say_who_works

HELP = described(
    """Let a suspended run go on, and the runs of its steps. What was kept meanwhile is applied in the order in which it
    came, and conditions are asked again. Who may suspend a run may resume it.""",
    "orchestra runs resume 3k7w",
    "orchestra runs resume 3k7w --as lena",
)


@click.command("resume", help=HELP)
@run_argument
@as_option("Who resumes it.")
@project_options
@json_option
def command(run: str, user: str | None, project: Path, store: Path | None, *, as_json: bool) -> int:
    """Resume the run."""
    with open_project(project, store) as engine:
        run_id = engine.runs.find(run)
        engine.runs.resume(run_id, engine.by(user))
        status, served = engine.row_of(run_id).status.words, engine.served_by
    if as_json:
        print_json({"run": run_id, "status": status, "worker": served})
    else:
        click.echo(f"Run {run_id} goes on.")
        say_who_works(served, project)
    return exit_codes.FINE
