"""`orchestra work list`: open work items, the most urgent first."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.items import due_text, item_plain
from orchestra_dsl.cli.options import as_option, limit_option, open_project, project_options, reads_only
from orchestra_dsl.cli.output import json_option, moment, print_json, table

HELP = described(
    """List open work items: with --as those that USER may claim or has claimed, else all. The one of the greatest
    priority comes first, of those the oldest.""",
    "orchestra work list --as maria",
    "orchestra work list --about Case/5001",
    "orchestra work list --json",
)


@click.command("list", help=HELP)
@as_option("Whose work.")
@click.option("--about", metavar="TYPE/ID", help="Only work about this record.")
@limit_option
@project_options
@json_option
def command(
    user: str | None, about: str | None, limit: int, project: Path, store: Path | None, *, as_json: bool
) -> int:
    """Print the list."""
    from orchestra_dsl.workspace.explaining import item_text

    reads_only()
    with open_project(project, store) as engine:
        who = engine.by(user).user
        items = (
            engine.work.all_open(about=about, limit=limit)
            if who is None
            else engine.work.for_user(who, about=about, limit=limit)
        )
        places = [engine.timeline(item.run).place(item.element, item.instance) for item in items]
    if as_json:
        print_json({"items": [item_plain(item) for item in items]})
    elif not items:
        click.echo("There is no open work.")
    else:
        cells = [
            [str(item.key), place, item.run, item_text(item), moment(item.opened_at), due_text(item)]
            for item, place in zip(items, places, strict=True)
        ]
        heads = ["ITEM", "WORK", "RUN", "WHO", "OPENED", "DUE"]
        if any(item.priority for item in items):
            heads.append("PRIORITY")
            cells = [[*row, str(item.priority)] for row, item in zip(cells, items, strict=True)]
        click.echo(table(heads, cells))
        if len(items) == limit:
            click.echo(f"There may be more; ask for them with --limit {limit * 2}.")
    return exit_codes.FINE
