"""`orchestra diff`: what has changed from one state of sources to another."""

from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import reads_only
from orchestra_dsl.cli.output import json_option, print_json
from orchestra_dsl.cli.paths import PATH

HELP = described(
    """Say in words what has changed from OLD to NEW, and what that means for runs under way.

    OLD and NEW are each a source, a project, a folder of either, or graphs that `orchestra compile -o` has written.
    OLD may also be a commit of git, as REVISION:PATH, such as HEAD:examples/case_management.

    Where NEW belongs to a project whose store is there, the runs under way are counted, and where they stand.""",
    "orchestra diff before.json examples/case_management",
    "orchestra diff HEAD:examples/case_management examples/case_management",
    "orchestra diff old.orch new.orch --exit-code",
)


@click.command("diff", help=HELP)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW", type=PATH)
@click.option("--store", metavar="FILE", type=PATH, help="The store, if not the project's own.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 where something has changed.")
@json_option
def command(old: str, new: Path, store: Path | None, *, exit_code: bool, as_json: bool) -> int:
    """Compare, and say what came of it."""
    from orchestra_dsl.cli.compared import as_json as json_form
    from orchestra_dsl.cli.compared import text
    from orchestra_dsl.workspace.comparing import compared, standing

    reads_only()
    comparisons = compared(old, new)
    runs = standing(comparisons, new, store)
    if as_json:
        print_json(json_form.plain_data(comparisons, runs))
    else:
        text.show(comparisons, runs)
    changed = any(each.kind != "same" for each in comparisons)
    return exit_codes.FAILED if exit_code and changed else exit_codes.FINE
