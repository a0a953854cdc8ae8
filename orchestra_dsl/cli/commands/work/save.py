"""`orchestra work save`: keep what has been entered so far as a draft."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.filled_in import filled_in, values_options
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.items import item_plain
from orchestra_dsl.cli.options import as_option, item_argument, open_project, project_options
from orchestra_dsl.cli.output import json_option, print_json, values_text
from orchestra_dsl.workspace.errors import UsageError

HELP = described(
    """Keep some of what a claimed work item asks for, as a draft. `orchestra work show` shows it and `orchestra work
    complete` takes it, to whoever does the work then; saving again adds to it. In a file null takes a value back.""",
    'orchestra work save 12 --as maria --with resolution="Replaced the seal"',
    "orchestra work save 12 --as maria --values fix.json",
)


@click.command("save", help=HELP)
@item_argument
@as_option("Who has claimed it.", required=True)
@values_options
@project_options
@json_option
def command(
    item: int,
    user: str,
    pairs: tuple[str, ...],
    values: Path | None,
    project: Path,
    store: Path | None,
    *,
    as_json: bool,
) -> int:
    """Save the draft."""
    with open_project(project, store) as engine:
        found = engine.work.get_open(item)
        given = filled_in(found, pairs, values)
        if not given:
            raise UsageError(
                "there is nothing to save", hint="Give values by `--with NAME=VALUE`, or a file by --values."
            )
        saved = engine.work.save(item, given, engine.by(user), version=found.version)
    if as_json:
        print_json(item_plain(saved))
    else:
        click.echo(f"The draft of work item {item} is: {values_text(saved.draft) or 'empty'}.")
    return exit_codes.FINE
