"""`orchestra record sources`: the record sources of plugins, and how far each has come."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import open_project, project_options, reads_only
from orchestra_dsl.cli.output import cursor_text, instant, json_option, moment, print_json, table
from orchestra_dsl.diagnostics.render.cells import plain
from orchestra_dsl.workspace.project import Project
from orchestra_dsl.workspace.record_sources import source_states

if TYPE_CHECKING:
    from orchestra_dsl.workspace.record_sources import SourceState

HELP = described(
    """List the record sources that plugins supply, which bring in records by themselves while `orchestra run` works for
    the store: when each last changed a record, how many of its changes could not be applied, and from which cursor it
    goes on, or from the beginning (null with --json, where an empty cursor is ""). Below stands what keeps one from
    being asked.""",
    "orchestra record sources",
    "orchestra record sources --json",
)
HEADINGS = ("SOURCE", "PLUGIN", "CHANGED", "REJECTED", "CURSOR")


@click.command("sources", help=HELP)
@project_options
@json_option
def command(project: Path, store: Path | None, *, as_json: bool) -> int:
    """Print the list."""
    reads_only()
    with open_project(project, store) as engine, engine.store.reading() as reads:
        states = source_states(reads, Project.load(project).registry)
    if as_json:
        print_json({"sources": [_plain(each) for each in states]})
    elif not states:
        click.echo("No plugin supplies a record source.")
    else:
        click.echo(table(HEADINGS, [_cells(each) for each in states]))
        for sentence in filter(None, map(_sentence, states)):
            click.echo(plain(sentence))
    return exit_codes.FINE


def _cells(state: "SourceState") -> list[str]:
    changed = "" if state.at is None else moment(state.at)
    return [state.name, state.plugin or "", changed, f"{state.rejected:,}", cursor_text(state.cursor)]


def _sentence(state: "SourceState") -> str | None:
    """What a reader has to know of it, if anything."""
    if state.plugin is None:
        return f"No plugin supplies {state.name} any more."
    if not state.wanted:
        return f"{state.name} is not asked: `[record_sources]` in orchestra.toml says so."
    if state.trouble is not None:
        return f"{state.name} is asked again: {state.trouble}"
    return None if state.asked else f"{state.name} will be asked once `orchestra run` works."


def _plain(state: "SourceState") -> dict[str, Any]:
    return {
        "name": state.name,
        "plugin": state.plugin,
        "wanted": state.wanted,
        "asked": state.asked,
        "cursor": state.cursor,
        "changed_at": None if state.at is None else instant(state.at),
        "rejected": state.rejected,
        "trouble": state.trouble,
    }
