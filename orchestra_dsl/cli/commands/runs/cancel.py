"""`orchestra runs cancel`: end a run."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import as_option, open_project, project_options, run_argument
from orchestra_dsl.cli.output import json_option, print_json
from orchestra_dsl.graph.statuses import Status

HELP = described(
    """End a run. Whatever is open in it is canceled, and its work items are withdrawn. Where the orchestration says
    what is done `on cancel`, that is done then, and the run ends when it is over.

    Administrators may: those that `administrators` in orchestra.toml names and, without --as, whoever may write the
    store's file. So may those to whom the orchestration allows it: `allow cancel by`.""",
    "orchestra runs cancel 3k7w",
    'orchestra runs cancel 3k7w --as lena --reason "The customer has withdrawn the case"',
)


@click.command("cancel", help=HELP)
@run_argument
@click.option("--reason", metavar="TEXT", help="Why; it is kept in the run's history.")
@click.option("--at-once", is_flag=True, help="End it without what it does on cancel; for administrators.")
@as_option("Who cancels it.")
@project_options
@json_option
def command(
    run: str,
    reason: str | None,
    user: str | None,
    project: Path,
    store: Path | None,
    *,
    at_once: bool,
    as_json: bool,
) -> int:
    """Cancel the run."""
    with open_project(project, store) as engine:
        run_id = engine.runs.find(run)
        status = engine.runs.cancel(run_id, engine.by(user), reason=reason, at_once=at_once)
    if as_json:
        print_json({"run": run_id, "status": status.words})
    elif status == Status.CANCELED:
        click.echo(f"Run {run_id} is canceled.")
    else:
        click.echo(f"Run {run_id} is being canceled: it ends when what it does on cancel is done.")
        click.echo(f"`orchestra runs why {run_id}` says what that waits for; `--at-once` ends it without.")
    return exit_codes.FINE
