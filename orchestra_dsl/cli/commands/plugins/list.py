"""`orchestra plugins list`: which plugins there are, and what they supply."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import project_option
from orchestra_dsl.cli.output import heading, json_option, print_json
from orchestra_dsl.cli.plugin_problems import plain, say_all
from orchestra_dsl.workspace.observers import untold
from orchestra_dsl.workspace.project import Project
from orchestra_dsl.workspace.record_sources import unbrought

if TYPE_CHECKING:
    from collections.abc import Iterable

    from orchestra_dsl.plugin.registry import PluginInfo

HELP = described(
    """List the plugins of a project: those that are installed and its local files. Everything that they supply is
    imported and read, so that what is wrong with a plugin shows here. So does an observer that cannot be told, and a
    record source that cannot be asked or has brought what cannot be applied. The exit code is then 1.""",
    "orchestra plugins list",
    "orchestra plugins list -p examples/case_management --json",
)


@click.command("list", help=HELP)
@project_option
@json_option
def command(project: Path, *, as_json: bool) -> int:
    """Print the list, and what is wrong."""
    loaded = Project.load(project)
    registry = loaded.registry
    problems = (*registry.check(), *untold(loaded.settings, registry), *unbrought(loaded.settings, registry))
    if as_json:
        print_json({"plugins": listed(registry.plugins), "problems": plain(problems)})
    else:
        for each in registry.plugins:
            say_what(each)
        say_all(problems)
    return exit_codes.FAILED if problems else exit_codes.FINE


def listed(plugins: "Iterable[PluginInfo]") -> list[dict[str, Any]]:
    """Plugins and what they supply, for programs."""
    return [
        {
            "name": each.name,
            "origin": each.origin,
            "version": each.version,
            "supplies": [{"kind": kind, "name": name} for kind, name in each.supplies],
        }
        for each in plugins
    ]


def say_what(plugin: "PluginInfo", nothing: str = "nothing in this project") -> None:
    """Print a plugin and what it supplies."""
    heading(f"{plugin.name} ({plugin.origin}{f', {plugin.version}' if plugin.version else ''})")
    for kind, name in plugin.supplies:
        click.echo(f"  {kind:9}  {name}")
    if not plugin.supplies:
        click.echo(f"  {nothing}")
