"""`orchestra plugins`: which plugins there are, and what they supply."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.output import heading, json_option, print_json
from orchestra_dsl.cli.paths import PATH
from orchestra_dsl.cli.trouble import say
from orchestra_dsl.workspace.project import Project

HELP = described(
    """List the plugins of a project: those that are installed and its local files. Everything that they supply is
    imported and read, so that what is wrong with a plugin shows here; the exit code is then 1.""",
    "orchestra plugins",
    "orchestra plugins examples/case_management --json",
)


@click.command("plugins", help=HELP)
@click.argument("project", type=PATH, default=Path())
@json_option
def command(project: Path, *, as_json: bool) -> int:
    """Print the list, and what is wrong."""
    registry = Project.load(project).registry
    problems = registry.check()
    if as_json:
        print_json(
            {
                "plugins": [
                    {
                        "name": each.name,
                        "origin": each.origin,
                        "version": each.version,
                        "supplies": [{"kind": kind, "name": name} for kind, name in each.supplies],
                    }
                    for each in registry.plugins
                ],
                "problems": [
                    {"plugin": each.plugin, "what": each.what, "where": each.where, "hint": each.hint}
                    for each in problems
                ],
            }
        )
        return exit_codes.FAILED if problems else exit_codes.FINE
    for each in registry.plugins:
        heading(f"{each.name} ({each.origin}{f', {each.version}' if each.version else ''})")
        for kind, name in each.supplies:
            click.echo(f"  {kind:9}  {name}")
    for problem in problems:
        say(f"the plugin {problem.plugin}: {problem.what}", problem.where, problem.hint)
    return exit_codes.FAILED if problems else exit_codes.FINE
