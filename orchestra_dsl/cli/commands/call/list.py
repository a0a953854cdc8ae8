"""`orchestra call list`: the calls of a run that wait for somebody outside."""

from pathlib import Path

import attrs
import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import as_option, open_project, project_options, reads_only, run_argument
from orchestra_dsl.cli.output import instant, json_option, moment, print_json, table
from orchestra_dsl.diagnostics.render.cells import plain

HELP = described(
    """List the calls of a run whose flows have returned and that somebody outside is to answer, with their tokens: for
    those who look after runs, where a token was lost on its way. Administrators may: those that `administrators` in
    orchestra.toml names and, without --as, whoever may write the store's file.""",
    "orchestra call list 3k7w",
)


@click.command("list", help=HELP)
@run_argument
@as_option("Who looks.")
@project_options
@json_option
def command(run: str, user: str | None, project: Path, store: Path | None, *, as_json: bool) -> int:
    """Print the calls."""
    reads_only()
    with open_project(project, store) as engine:
        run_id = engine.runs.find(run)
        found = engine.calls.waiting(run_id, engine.by(user))
    if as_json:
        print_json({"run": run_id, "calls": [{**attrs.asdict(each), "since": instant(each.since)} for each in found]})
    elif not found:
        click.echo(f"No call of run {run_id} waits for somebody outside.")
    else:
        rows = [[plain(each.element), each.flow, moment(each.since), each.token] for each in found]
        click.echo(table(["STEP", "FLOW", "SINCE", "TOKEN"], rows))
    return exit_codes.FINE
