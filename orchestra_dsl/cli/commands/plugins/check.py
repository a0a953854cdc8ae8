"""`orchestra plugins check`: each plugin in a process of its own."""

from math import isnan
from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.commands.plugins.list import listed, say_what
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import project_option, reads_only
from orchestra_dsl.cli.output import json_option, print_json
from orchestra_dsl.cli.plugin_problems import plain, say_all
from orchestra_dsl.workspace.project import Project

HELP = described(
    """Check the plugins of a project, each in a process of its own, and then all together. So one is named that hangs
    while it is imported, that ends the process without a word, or that crashes it. What each supplies is imported, read
    and listed. The exit code is 1 where anything is wrong.""",
    "orchestra plugins check",
    "orchestra plugins check -p examples/case_management --seconds 5 --json",
)


def _a_number(_context: click.Context, _option: click.Parameter, value: float) -> float:
    if isnan(value):
        raise click.BadParameter("nan is no number of seconds.")
    return value


@click.command("check", help=HELP)
@click.option(
    "--seconds",
    type=click.FloatRange(0, 3600, min_open=True),
    default=30,
    show_default=True,
    callback=_a_number,
    help="The most for each.",
)
@project_option
@json_option
def command(seconds: float, project: Path, *, as_json: bool) -> int:
    """Print what each supplies, and what is wrong."""
    from orchestra_dsl.workspace.checking_plugins import check_plugins

    reads_only()
    checked = check_plugins(Project.load(project).settings, seconds)
    if as_json:
        print_json({"plugins": listed(checked.plugins), "problems": plain(checked.problems)})
    else:
        wrong = {each.plugin for each in checked.problems}
        for each in checked.plugins:
            say_what(each, nothing="something is wrong with it" if each.name in wrong else "nothing in this project")
        say_all(checked.problems)
    return exit_codes.FAILED if checked.problems else exit_codes.FINE
