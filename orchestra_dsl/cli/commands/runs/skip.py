"""`orchestra runs skip`: go on without what is in error, or complete a step by hand."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import as_option, open_project, project_options, run_argument
from orchestra_dsl.cli.output import json_option, print_json, say_who_works
from orchestra_dsl.workspace.typed_text import read_pairs

HELP = described(
    """Go on without what is in error in a run: a step is skipped, and control goes on below anything else. ELEMENT is
    needed where several elements are in error.

    With values for its outputs a step is completed by hand; a step whose outputs later elements may read has to be.
    `undo` takes back nothing of what was skipped or completed by hand. Who is excluded from an interactive step cannot
    complete it by hand.

    Administrators may: those that `administrators` in orchestra.toml names and, without --as, whoever may write the
    store's file. So may those to whom the orchestration allows it: `allow administer by`.""",
    "orchestra runs skip 3k7w",
    "orchestra runs skip 3k7w triage.classify --with severity=S1 --as lena",
)


@click.command("skip", help=HELP)
@run_argument
@click.argument("element", required=False)
@click.option("--with", "pairs", metavar="NAME=VALUE", multiple=True, help="An output of the step; once for each.")
@as_option("Who has it skipped.")
@project_options
@json_option
def command(
    run: str,
    element: str | None,
    pairs: tuple[str, ...],
    user: str | None,
    project: Path,
    store: Path | None,
    *,
    as_json: bool,
) -> int:
    """Skip the element, or complete it."""
    with open_project(project, store) as engine:
        run_id = engine.runs.find(run)
        by = engine.by(user)
        fields = engine.runs.asked_outputs(run_id, element, by=by)
        outputs = read_pairs(fields, pairs, element or "the step in error") if pairs else None
        name = engine.runs.skip(run_id, by, element=element, outputs=outputs)
        served, end = engine.served_by, engine.runs.get(run_id).end
    if as_json:
        print_json({"run": run_id, "skipped": name, "outputs": outputs, "worker": served})
    else:
        how = "skipped" if outputs is None else "completed by hand"
        click.echo(f"{name} of run {run_id} is {how}.")
        say_who_works(served, project, end)
    return exit_codes.FINE
