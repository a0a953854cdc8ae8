"""`orchestra work reassign`: give a work item to others."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.items import item_plain
from orchestra_dsl.cli.options import as_option, item_argument, open_project, project_options
from orchestra_dsl.cli.output import json_option, print_json
from orchestra_dsl.graph.values import is_principal, principal_name

HELP = described(
    """Give a work item to others: they replace those who could take it, and a claim is released. Administrators may,
    and who has claimed it. TO is a user, or a group or queue with its kind before a colon.""",
    "orchestra work reassign 12 bob --as lena",
    "orchestra work reassign 12 group:Managers queue:Triage",
)


@click.command("reassign", help=HELP)
@item_argument
@click.argument("to", metavar="TO…", nargs=-1, required=True)
@as_option("Who gives it to them.")
@project_options
@json_option
def command(
    item: int, to: tuple[str, ...], user: str | None, project: Path, store: Path | None, *, as_json: bool
) -> int:
    """Reassign the work item."""
    principals = [each if is_principal(each) else f"user:{each}" for each in to]
    with open_project(project, store) as engine:
        reassigned = engine.work.reassign(item, principals, engine.by(user))
    if as_json:
        print_json(item_plain(reassigned))
    else:
        names = ", ".join(principal_name(each) for each in reassigned.candidates)
        click.echo(f"Work item {item} is now for {names}: {reassigned.label or reassigned.element}.")
    return exit_codes.FINE
