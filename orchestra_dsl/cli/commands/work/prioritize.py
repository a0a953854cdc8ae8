"""`orchestra work prioritize`: change the priority of a work item."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.items import item_plain
from orchestra_dsl.cli.options import as_option, item_argument, open_project, project_options
from orchestra_dsl.cli.output import json_option, print_json

HELP = described(
    """Change the priority of a work item: lists of work begin with the greatest. Who has claimed it may,
    administrators, and those whom `allow reassign by` names.""",
    "orchestra work prioritize 12 100 --as lena",
    "orchestra work prioritize 12 -- -5",
)


@click.command("prioritize", help=HELP)
@item_argument
@click.argument("priority", type=int)
@as_option("Who changes it.")
@project_options
@json_option
def command(item: int, priority: int, user: str | None, project: Path, store: Path | None, *, as_json: bool) -> int:
    """Change the priority."""
    with open_project(project, store) as engine:
        changed = engine.work.prioritize(item, priority, engine.by(user))
    if as_json:
        print_json(item_plain(changed))
    else:
        click.echo(f"Work item {item} has priority {changed.priority}: {changed.label or changed.element}.")
    return exit_codes.FINE
