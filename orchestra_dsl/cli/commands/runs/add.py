"""`orchestra runs add`: give a step with `may add` one item more, or say that nothing more comes."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import as_option, open_project, project_options, run_argument
from orchestra_dsl.cli.output import json_option, print_json, say_who_works
from orchestra_dsl.workspace.errors import UsageError
from orchestra_dsl.workspace.typed_text import read_item

HELP = described(
    """Give a step whose `for each` says `may add` one item more: an instance for it begins as soon as there is room.
    The step stays open when all is done, until its `enough when` holds or somebody says with --no-more that nothing
    comes.

    Whoever may do an open work item of the step may, and administrators.""",
    "orchestra runs add 3k7w review.look ann",
    "orchestra runs add 3k7w review.look --no-more --as lena",
)


@click.command("add", help=HELP)
@run_argument
@click.argument("step")
@click.argument("item", required=False)
@click.option("--no-more", is_flag=True, help="Nothing more will be added: the step finishes once all is done.")
@as_option("Who adds it.")
@project_options
@json_option
def command(
    run: str,
    step: str,
    item: str | None,
    user: str | None,
    project: Path,
    store: Path | None,
    *,
    no_more: bool,
    as_json: bool,
) -> int:
    """Add the item, or end the adding."""
    if (item is None) != no_more:
        raise UsageError("say what is added, or --no-more", hint="orchestra runs add RUN STEP ITEM")
    with open_project(project, store) as engine:
        run_id = engine.runs.find(run)
        if item is None:
            engine.runs.end_adding(run_id, step, engine.by(user))
        else:
            engine.runs.add(run_id, step, read_item(engine.runs.added_type(run_id, step), item), engine.by(user))
        served = engine.served_by
    if as_json:
        print_json({"run": run_id, "step": step, "added": item, "worker": served})
    else:
        done = "Nothing more will be added" if item is None else f"{item} is added"
        click.echo(f"{done} to {step} of run {run_id}.")
        say_who_works(served, project)
    return exit_codes.FINE
