"""`orchestra plugins describe`: what plugins supply, as a source declares it."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import project_option, reads_only
from orchestra_dsl.cli.output import answers, answers_alone, json_option, print_json
from orchestra_dsl.cli.plugin_problems import plain, say_all
from orchestra_dsl.workspace.project import Project

HELP = described(
    """Print what plugins supply as a source declares it: records, flows, screens and predicates, in canonical form, to
    be pasted or to be written to a file. What a source does not declare (channels, policies) stands in comments.

    NAME is a plugin, something that it supplies, or the first part of its name; without one it is all that is
    installed or belongs to the project. Of a record there are the fields that plugins name: add those that you need.

    The exit code is 1 where a plugin cannot be read.""",
    "orchestra plugins describe",
    "orchestra plugins describe crm > crm.orch",
    "orchestra plugins describe crm.classify crm.enrich",
)


@click.command("describe", help=HELP)
@click.argument("names", metavar="[NAME]…", nargs=-1)
@project_option
@json_option
def command(names: tuple[str, ...], project: Path, *, as_json: bool) -> int:
    """Print the declarations, and what is wrong."""
    from orchestra_dsl.workspace.describing import describe

    reads_only()
    answers_alone()
    told = describe(Project.load(project).registry, names)
    if as_json:
        print_json({"source": told.text, "problems": plain(told.problems)})
    else:
        click.echo(told.text, nl=False, file=answers())
        say_all(told.problems)
    return exit_codes.FAILED if told.problems else exit_codes.FINE
