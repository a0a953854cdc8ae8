"""`orchestra new`: a project, or the package of a plugin, to begin with."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.output import json_option, print_json
from orchestra_dsl.workspace.errors import UsageError

HELP = described(
    """Write a new project into the folder NAME: a small process, its flows in Python, its people, and scenarios. With
    --plugin it is the package of a plugin instead: a flow, its tests, and a project that uses it.

    Neither has findings, their scenarios and tests pass, and they can be run at once. The orchestration, or the plugin,
    is called after the folder. A folder that holds something is left alone.""",
    "orchestra new purchase_requests",
    "orchestra new --plugin acme",
)


@click.command("new", help=HELP)
@click.argument("name", metavar="NAME")
@click.option("--plugin", is_flag=True, help="Write the package of a plugin.")
@json_option
def command(name: str, *, plugin: bool, as_json: bool) -> int:
    """Write the project or the package, and say how to go on."""
    from orchestra_dsl.workspace.scaffold import new_plugin, new_project

    if not name:
        what, example = ("plugin", "--plugin acme") if plugin else ("project", "purchase_requests")
        raise UsageError(f"the name of the {what} is missing", hint=f"Give one: `orchestra new {example}`.")
    folder = Path(name)
    files = new_plugin(folder) if plugin else new_project(folder)
    if as_json:
        print_json({"folder": str(folder), "files": [str(file.relative_to(folder)) for file in files]})
        return exit_codes.FINE
    click.echo(f"Wrote {len(files)} files to {folder}:")
    for file in files:
        click.echo(f"  {file.relative_to(folder)}")
    click.echo("\nGo on with:")
    for line in [*_enter(folder), *(_PLUGIN if plugin else _PROJECT)]:
        click.echo(f"  {line}")
    return exit_codes.FINE


_PROJECT = ("orchestra test", "orchestra record put Request request.json", "orchestra run .")
_PLUGIN = ('pip install --editable ".[test]"', "pytest", "orchestra lint example")


def _enter(folder: Path) -> list[str]:
    import shlex

    path = f"./{folder}" if str(folder).startswith("-") else str(folder)  # else the shell takes it for an option
    return [] if folder == Path() else [f"cd {shlex.quote(path)}"]
