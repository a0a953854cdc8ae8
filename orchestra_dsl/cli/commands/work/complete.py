"""`orchestra work complete`: hand in what a work item asks for."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.filled_in import filled_in, values_options
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.items import item_plain
from orchestra_dsl.cli.options import as_option, item_argument, open_project, project_options
from orchestra_dsl.cli.output import json_option, print_json, say_who_works
from orchestra_dsl.graph.types import Optional
from orchestra_dsl.graph.values import principal_name
from orchestra_dsl.workspace.errors import UsageError

if TYPE_CHECKING:
    from orchestra_dsl.runtime.counters.work_item import WorkItem
    from orchestra_dsl.workspace.engine import ProjectEngine
    from orchestra_dsl.workspace.forms import Form

HELP = described(
    """Complete a work item. The values that it asks for are given with --with or in a file (JSON or TOML);
    on a terminal they are asked for. What was saved as a draft need not be given again. `orchestra work show` lists
    the fields.

    Of two who complete one at the same time the first has done it, and the other is told.""",
    'orchestra work complete 12 --as maria --with resolution="Replaced the seal" --with refund=700',
    "orchestra work complete 12 --as maria --values fix.json",
    "orchestra work complete 12 --as maria",
)


@click.command("complete", help=HELP)
@item_argument
@as_option("Who completes it.", required=True)
@values_options
@project_options
@json_option
def command(
    item: int,
    user: str,
    pairs: tuple[str, ...],
    values: Path | None,
    project: Path,
    store: Path | None,
    *,
    as_json: bool,
) -> int:
    """Complete the work item."""
    with open_project(project, store) as engine:
        by = engine.by(user)
        found = engine.work.get_open(item)
        outputs = _outputs(engine, found, pairs, values)
        if outputs is None:
            return exit_codes.FAILED
        done = engine.work.complete(item, outputs, by, version=found.version)
        served, end = engine.served_by, engine.runs.get(done.run).end
    if as_json:
        print_json(item_plain(done) | {"worker": served})
    else:
        click.echo(f"{principal_name(by.user or '')} has completed work item {item}: {done.label or done.element}.")
        say_who_works(served, project, end)
    return exit_codes.FINE


def _outputs(
    engine: "ProjectEngine", item: "WorkItem", pairs: tuple[str, ...], values: Path | None
) -> dict[str, Any] | None:
    """The values that were given, or that somebody types; None when they leave the form."""
    from orchestra_dsl.cli.ask import ask_form
    from orchestra_dsl.cli.lines import Lines

    given = filled_in(item, pairs, values)
    lines = Lines()
    if item.outputs and lines.person and not given:
        return ask_form(lines, engine.form(item), lambda: True, item.draft)
    given = {**item.draft, **given}
    _check_complete(engine.form(item), given, item.key)
    return given


def _check_complete(form: "Form", given: dict[str, Any], item: int) -> None:
    """Refuse too few values, and say how to give them. Raises UsageError."""
    missing = [each for each in form.fields if given.get(each.name) is None and not isinstance(each.type, Optional)]
    if missing:
        fields = ", ".join(f"{each.name} ({each.expected})" for each in missing)
        hint = (
            f"Give {'it' if len(missing) == 1 else 'them'} by `--with {missing[0].name}=…`, or in a file by --values."
        )
        raise UsageError(f"work item {item} asks for what was not given: {fields}", hint=hint)
