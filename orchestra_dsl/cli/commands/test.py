"""`orchestra test`: play the scenarios of sources."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.output import json_option, print_json
from orchestra_dsl.cli.paths import PATH
from orchestra_dsl.cli.played.as_json import report
from orchestra_dsl.cli.played.text import show, summary
from orchestra_dsl.workspace.outputs import check_output, write_output
from orchestra_dsl.workspace.playing import play_paths

HELP = described(
    """Play the scenarios of sources, on a virtual clock, and say which of them hold.

    PATH is a source, a project, or a folder of either; without one it is the current folder. What flows answer is
    given by the scenarios, so no plugin is loaded. Of a scenario that fails, the line is shown, with what was
    expected, what was, and what had happened by then.

    The exit code is 1 where a scenario fails.""",
    "orchestra test",
    'orchestra test examples/case_management --scenario "refund"',
    "orchestra test . --junit report.xml",
)


@click.command("test", help=HELP)
@click.argument("paths", metavar="[PATH]…", nargs=-1, type=PATH)
@click.option("--scenario", "title", metavar="TEXT", help="Only scenarios with this text in their names.")
@click.option("--junit", metavar="FILE", type=PATH, help="Write a report as JUnit XML too.")
@json_option
def command(paths: tuple[Path, ...], title: str | None, junit: Path | None, *, as_json: bool) -> int:
    """Play, show, report."""
    paths = paths or (Path(),)
    if junit is not None:
        check_output(junit, paths)
    played = []
    for each in play_paths(paths, title):
        played.append(each)
        if not as_json:
            show(each)
    if as_json:
        print_json(report(played))
    else:
        click.echo(summary(played))
    if junit is not None:
        from orchestra_dsl.cli.played.junit import document

        write_output(junit, document(played))
    return exit_codes.FAILED if any(each.result.failure for each in played) else exit_codes.FINE
