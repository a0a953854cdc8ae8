"""`orchestra new`: a project to begin with."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.output import json_option, print_json

HELP = described(
    """Write a new project into the folder NAME: a small process, its flows in Python, its people, and scenarios.

    It has no findings, its scenarios pass, and it can be run at once. The orchestration is called after the folder.
    A folder that holds something is left alone.""",
    "orchestra new purchase_requests",
)


@click.command("new", help=HELP)
@click.argument("name", metavar="NAME", type=click.Path(path_type=Path))
@json_option
def command(name: Path, *, as_json: bool) -> int:
    """Write the project, and say how to go on."""
    from orchestra_dsl.workspace.scaffold import new_project

    files = new_project(name)
    if as_json:
        print_json({"folder": str(name), "files": [str(file.relative_to(name)) for file in files]})
        return exit_codes.FINE
    click.echo(f"Wrote {len(files)} files to {name}:")
    for file in files:
        click.echo(f"  {file.relative_to(name)}")
    click.echo("\nGo on with:")
    for line in _next_steps(name):
        click.echo(f"  {line}")
    return exit_codes.FINE


def _next_steps(name: Path) -> list[str]:
    import shlex

    enter = [] if name == Path() else [f"cd {shlex.quote(str(name))}"]
    return [*enter, "orchestra test", "orchestra record put Request request.json", "orchestra run ."]
