"""`orchestra store check`: whether a whole store is in order."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.counting import Counting
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import project_options, reads_only
from orchestra_dsl.cli.output import json_option, print_json
from orchestra_dsl.diagnostics.render.cells import plain
from orchestra_dsl.workspace.checking_store import check, to_do
from orchestra_dsl.workspace.project import Project

if TYPE_CHECKING:
    from collections.abc import Iterable

    from orchestra_dsl.runtime.store.inspected import Found

HELP = described(
    """Go through a whole store and tell everything in it that is not as it must be: damage of the file and of single
    values, rows that contradict each other, and runs of which something does not fit together, such as a timer that
    wakes nobody or a work item of a step that has ended.

    Nothing is changed. Runs may go on meanwhile: what is checked is the store of one instant. As long as that takes,
    SQLite keeps what others write in the file beside it, which grows; on a busy store choose a quiet hour.

    With --replay the history of every run is gone through again as well: it has to lead to the stored state, byte for
    byte. That takes as long as all events took to be worked out, and fails for what another version has worked out in
    another way.

    The exit code is 0 where everything is in order, and 1 where something is not.""",
    "orchestra store check",
    "orchestra store check --store copies/monday.db --replay",
    "orchestra store check --json",
)


@click.command("check", help=HELP)
@click.option("--replay", is_flag=True, help="Go through the history of every run again.")
@project_options
@json_option
def command(project: Path, store: Path | None, *, replay: bool, as_json: bool) -> int:
    """Check the store."""
    reads_only()
    with Counting("runs checked") as counting:
        found = check(Project.load(project).settings, store, counting.show, replay=replay)
        if as_json:
            violations = [_plain(each) for each in found]
            print_json({"violations": violations, "runs": counting.total})
            return exit_codes.FAILED if violations else exit_codes.FINE
        number = _tell(found, counting)
        runs = f"{counting.total:,} run{'s' * (counting.total != 1)}"
    if number:
        click.echo(f"{number:,} violation{'s' * (number > 1)} in {runs}.")
        return exit_codes.FAILED
    click.echo(f"The store is in order: {runs}.")
    return exit_codes.FINE


def _tell(found: "Iterable[Found]", counting: Counting) -> int:
    """Print each violation as it is found, and then what to do about all of them; answers how many there were."""
    number, hints = 0, dict[str, None]()
    for each in found:
        number += 1
        counting.clear()
        click.echo(f"{plain(each.where)}: {plain(each.what)}  {click.style(f'[{each.check}]', dim=True)}")
        hints[to_do(each)] = None
    counting.clear()
    for hint in hints:
        click.echo(f"  {plain(hint)}")
    return number


def _plain(found: "Found") -> dict[str, Any]:
    return {"check": found.check, "where": found.where, "what": found.what, "hint": to_do(found)}
