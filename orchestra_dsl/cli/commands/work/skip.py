"""`orchestra work skip`: pass over a work item whose step says `may skip`."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.items import item_plain
from orchestra_dsl.cli.options import as_option, item_argument, open_project, project_options
from orchestra_dsl.cli.output import json_option, print_json, say_who_works
from orchestra_dsl.graph.values import principal_name
from orchestra_dsl.workspace.typed_text import read_pairs

HELP = described(
    """Pass over a work item: its step is skipped, and the run goes on. Whoever may complete the item may, where its
    step says `may skip`.

    A skipped step has no outputs. Who skips it may give all that the work item asks for instead.""",
    "orchestra work skip 12 --as maria",
    'orchestra work skip 12 --as maria --with resolution="Not needed"',
)


@click.command("skip", help=HELP)
@item_argument
@as_option("Who skips it.", required=True)
@click.option("--with", "pairs", metavar="NAME=VALUE", multiple=True, help="An output of the step; once for each.")
@project_options
@json_option
def command(item: int, user: str, pairs: tuple[str, ...], project: Path, store: Path | None, *, as_json: bool) -> int:
    """Skip the work item."""
    with open_project(project, store) as engine:
        by = engine.by(user)
        found = engine.work.get_open(item)
        outputs = read_pairs(found.outputs, pairs, f"work item {item}") if pairs else None
        skipped = engine.work.skip(item, by, outputs=outputs, version=found.version)
        served, end = engine.served_by, engine.runs.get(skipped.run).end
    if as_json:
        print_json(item_plain(skipped) | {"worker": served})
    else:
        name = principal_name(by.user or "")
        click.echo(f"{name} has skipped work item {item}: {skipped.label or skipped.element}.")
        say_who_works(served, project, end)
    return exit_codes.FINE
