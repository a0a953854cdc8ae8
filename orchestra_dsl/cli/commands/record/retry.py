"""`orchestra record retry`: try again what record sources have brought and could not be applied."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import as_option, open_project, project_options
from orchestra_dsl.cli.output import json_option, print_json

HELP = described(
    """Try again the changes that record sources have brought and that could not be applied, those of SOURCE or of all.
    The exit code is 1 while some still cannot be; `orchestra record rejected` says why.""",
    "orchestra record retry",
    "orchestra record retry crm",
)


@click.command("retry", help=HELP)
@click.argument("source", required=False)
@as_option("Who has them tried again: an administrator.")
@project_options
@json_option
def command(source: str | None, user: str | None, project: Path, store: Path | None, *, as_json: bool) -> int:
    """Try them again."""
    with open_project(project, store, install=True) as engine:
        found = engine.sources.retry(source, engine.by(user))
    tried, left = found.tried, found.left
    if as_json:
        print_json({"tried": tried, "left": left})
    elif not tried:
        click.echo("Nothing that a record source has brought was rejected.")
    else:
        click.echo(f"Rejected changes that were tried again: {tried:,}; applied: {tried - left:,}; left: {left:,}.")
    return exit_codes.FAILED if left else exit_codes.FINE
