"""`orchestra record discard`: forget a change that a record source has brought and that could not be applied."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import Whole, as_option, open_project, project_options
from orchestra_dsl.cli.output import json_option, print_json
from orchestra_dsl.runtime.errors import Refusal

HELP = described(
    """Forget a change that a record source has brought and that could not be applied, by its KEY
    (`orchestra record rejected`). The record stays as it is here until the source brings it again.""",
    "orchestra record discard 17",
)


@click.command("discard", help=HELP)
@click.argument("key", type=Whole(2**53))
@as_option("Who forgets it: an administrator.")
@project_options
@json_option
def command(key: int, user: str | None, project: Path, store: Path | None, *, as_json: bool) -> int:
    """Forget it."""
    with open_project(project, store) as engine:
        if not engine.sources.discard(key, engine.by(user)):
            raise Refusal("not found", f"there is no rejected change {key}")
    if as_json:
        print_json({"key": key, "discarded": True})
    else:
        click.echo(f"The rejected change {key} is forgotten.")
    return exit_codes.FINE
