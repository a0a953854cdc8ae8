"""`orchestra runs suspend`: let a run stand still."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import as_option, open_project, project_options, run_argument
from orchestra_dsl.cli.output import json_option, print_json

HELP = described(
    """Let a run stand still, and the runs of its steps. No step starts and nobody can act on its work items until it is
    resumed; what flows, timers and messages bring meanwhile is kept, and counts then.

    Administrators may, and those to whom the orchestration allows it: `allow suspend by`.""",
    "orchestra runs suspend 3k7w",
    'orchestra runs suspend 3k7w --as lena --reason "The contract is being checked"',
)


@click.command("suspend", help=HELP)
@run_argument
@click.option("--reason", metavar="TEXT", help="Why; it is kept in the run's history.")
@as_option("Who suspends it.")
@project_options
@json_option
def command(run: str, reason: str | None, user: str | None, project: Path, store: Path | None, *, as_json: bool) -> int:
    """Suspend the run."""
    with open_project(project, store) as engine:
        run_id = engine.runs.find(run)
        engine.runs.suspend(run_id, engine.by(user), reason=reason)
    if as_json:
        print_json({"run": run_id, "status": "suspended"})
    else:
        click.echo(f"Run {run_id} is suspended; `orchestra runs resume {run_id}` lets it go on.")
    return exit_codes.FINE
