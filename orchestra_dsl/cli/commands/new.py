"""`orchestra new`: a project to begin with."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.output import json_option, print_json
from orchestra_dsl.workspace.errors import UsageError

HELP = described(
    """Write a new project into the folder NAME: a small process, its flows in Python, its people, and scenarios.

    It has no findings, its scenarios pass, and it can be run at once. The orchestration is called after the folder.
    A folder that holds something is left alone.""",
    "orchestra new purchase_requests",
)


@click.command("new", help=HELP)
@click.argument("name", metavar="NAME")
@json_option
def command(name: str, *, as_json: bool) -> int:
    """Write the project, and say how to go on."""
    from orchestra_dsl.workspace.scaffold import new_project

    if not name:
        raise UsageError("the name of the project is missing", hint="Give one: `orchestra new purchase_requests`.")
    folder = Path(name)
    files = new_project(folder)
    if as_json:
        print_json({"folder": str(folder), "files": [str(file.relative_to(folder)) for file in files]})
        return exit_codes.FINE
    click.echo(f"Wrote {len(files)} files to {folder}:")
    for file in files:
        click.echo(f"  {file.relative_to(folder)}")
    click.echo("\nGo on with:")
    for line in _next_steps(folder):
        click.echo(f"  {line}")
    return exit_codes.FINE


def _next_steps(folder: Path) -> list[str]:
    import shlex

    path = f"./{folder}" if str(folder).startswith("-") else str(folder)  # else the shell takes it for an option
    enter = [] if folder == Path() else [f"cd {shlex.quote(path)}"]
    return [*enter, "orchestra test", "orchestra record put Request request.json", "orchestra run ."]
