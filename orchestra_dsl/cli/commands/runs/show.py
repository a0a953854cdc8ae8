"""`orchestra runs show`: where a run stands, what it waits for, and how it came there."""

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import as_option, open_project, project_options, reads_only, run_argument
from orchestra_dsl.cli.output import heading, instant, json_option, moment, print_json, table, values_text
from orchestra_dsl.cli.reasons import print_reason
from orchestra_dsl.diagnostics.render.cells import plain
from orchestra_dsl.graph.values import principal_name

if TYPE_CHECKING:
    from orchestra_dsl.runtime.counters.views import RunView
    from orchestra_dsl.workspace.explaining import Waits
    from orchestra_dsl.workspace.reasons import Reason
    from orchestra_dsl.workspace.timeline import Line

HELP = described(
    """Show where a run stands, what it waits for and until when, and tell its history line by line.

    Where the orchestration says who may look (`allow view by`), --as shows it only to them.""",
    "orchestra runs show 3k7w",
    "orchestra runs show 3k7w --conditions",
    "orchestra runs show 3k7w --json",
)


@click.command("show", help=HELP)
@run_argument
@click.option("--conditions", is_flag=True, help="Tell of every condition what it read, and what came out.")
@as_option("Who looks.")
@project_options
@json_option
def command(run: str, user: str | None, project: Path, store: Path | None, *, conditions: bool, as_json: bool) -> int:
    """Print the run."""
    reads_only()
    with open_project(project, store) as engine:
        run_id = engine.runs.find(run)
        view = engine.runs.get(run_id, by=engine.by(user))
        waits, lines = engine.waits(run_id), engine.story(run_id)
        reasons = engine.reasons(run_id) if conditions else []
        title = engine.timeline(run_id).place(None)
    if as_json:
        print_json(_plain(view, waits, lines, reasons if conditions else None))
    else:
        _show(title, view, waits, lines, reasons)
    return exit_codes.FINE


def _show(title: str, view: "RunView", waits: "list[Waits]", lines: "list[Line]", reasons: "list[Reason]") -> None:
    heading(f"{title}: run {view.id}")
    by = f" by {principal_name(view.started_by)}" if view.started_by else ""
    click.echo(f"  status     {view.status.words}{_end(view)}")
    click.echo(f"  started    {moment(view.started_at)}{by}")
    if view.parent:
        click.echo(f"  step of    {view.parent}")
    if view.arguments:
        click.echo(f"  arguments  {values_text(view.arguments)}")
    if view.outputs:
        click.echo(f"  outputs    {values_text(view.outputs)}")
    if waits:
        click.echo()
        heading("Waits for")
        for each in waits:
            item = f" (work item {each.item})" if each.item is not None else ""
            click.echo(f"  {plain(each.place)}: {plain(each.text)}{item}")
            for due, what in each.due:
                click.echo(f"    {moment(due)}  {what}")
    if view.children:
        click.echo()
        heading("Runs of its steps")
        cells = [(each.id, each.orchestration, each.status.words, each.outcome or each.error) for each in view.children]
        rows = [[cell or "" for cell in row] for row in cells]
        click.echo(table(["RUN", "ORCHESTRATION", "STATUS", "OUTCOME"], rows))
    click.echo()
    heading("History")
    _history(lines, reasons)


def _history(lines: "list[Line]", reasons: "list[Reason]") -> None:
    """Print the lines, and below those of each event the conditions that it asked."""
    asked: defaultdict[int, list[Reason]] = defaultdict(list)
    for reason in reasons:
        asked[reason.sequence].append(reason)
    told = 0
    for place, line in enumerate(lines):
        through = f"  [{plain(line.door)}]" if line.door and line.sequence != told else ""
        told = line.sequence
        click.echo(f"  {moment(line.at)}  {plain(line.place)}: {plain(line.text)}{click.style(through, dim=True)}")
        if place + 1 == len(lines) or lines[place + 1].sequence != line.sequence:
            for reason in asked.pop(line.sequence, ()):
                click.echo(f"      {plain(reason.place)}:")
                print_reason(reason, indent=8)


def _end(view: "RunView") -> str:
    said = view.outcome or view.error
    return f" ({plain(said)})" if said else ""


def _plain(
    view: "RunView", waits: "list[Waits]", lines: "list[Line]", reasons: "list[Reason] | None"
) -> dict[str, Any]:
    conditions = None if reasons is None else [{**attrs.asdict(each), "at": instant(each.at)} for each in reasons]
    return {
        "run": view.id,
        "orchestration": view.orchestration,
        "version": view.version,
        "status": view.status.words,
        "outcome": view.outcome,
        "error": view.error,
        "outputs": view.outputs,
        "arguments": dict(view.arguments),
        "started_at": instant(view.started_at),
        "started_by": view.started_by,
        "updated_at": instant(view.updated_at),
        "parent": view.parent,
        "children": [
            {"run": each.id, "orchestration": each.orchestration, "status": each.status.words, "outcome": each.outcome}
            for each in view.children
        ],
        "waits_for": [
            {**attrs.asdict(each), "due": [{"at": instant(due), "what": what} for due, what in each.due]}
            for each in waits
        ],
        "history": [{**attrs.asdict(line), "at": instant(line.at)} for line in lines],
        **({} if conditions is None else {"conditions": conditions}),
    }
