"""`orchestra work claim`: take a work item."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.items import item_plain
from orchestra_dsl.cli.options import as_option, item_argument, open_project, project_options
from orchestra_dsl.cli.output import json_option, print_json
from orchestra_dsl.graph.values import principal_name

HELP = described(
    """Take a work item: until it is released or reassigned nobody else can complete it. Of two who claim one
    at the same time the first has it, and the other is told.""",
    "orchestra work claim 12 --as maria",
)


@click.command("claim", help=HELP)
@item_argument
@as_option("Who takes it.", required=True)
@project_options
@json_option
def command(item: int, user: str, project: Path, store: Path | None, *, as_json: bool) -> int:
    """Claim the work item."""
    with open_project(project, store) as engine:
        by = engine.by(user)
        claimed = engine.work.claim(item, by)
    if as_json:
        print_json(item_plain(claimed))
    else:
        click.echo(f"{principal_name(by.user or '')} has claimed work item {item}: {claimed.label or claimed.element}.")
    return exit_codes.FINE
