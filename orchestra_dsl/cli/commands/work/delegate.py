"""`orchestra work delegate`: give a work item of one's own to somebody else."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.items import item_plain
from orchestra_dsl.cli.options import as_option, item_argument, open_project, project_options
from orchestra_dsl.cli.output import json_option, print_json
from orchestra_dsl.graph.values import principal_name

HELP = described(
    """Give a work item to one other user. Who has claimed it may, whoever could claim it, and administrators. Who
    delegates stays on record, and can no longer complete it; somebody excluded from the work cannot get it.""",
    "orchestra work delegate 12 bob --as ann",
)


@click.command("delegate", help=HELP)
@item_argument
@click.argument("to", metavar="USER")
@as_option("Who delegates it.")
@project_options
@json_option
def command(item: int, to: str, user: str | None, project: Path, store: Path | None, *, as_json: bool) -> int:
    """Delegate the work item."""
    with open_project(project, store) as engine:
        delegated = engine.work.delegate(item, to if ":" in to else f"user:{to}", engine.by(user))
    if as_json:
        print_json(item_plain(delegated))
    else:
        name = principal_name(delegated.candidates[0])
        click.echo(f"Work item {item} is now for {name}: {delegated.label or delegated.element}.")
    return exit_codes.FINE
