"""What commands print: tables and sentences for people, JSON for programs."""

import shutil
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

import click

from orchestra_dsl.cli.root import Session
from orchestra_dsl.diagnostics.render.cells import plain, show
from orchestra_dsl.graph.values import is_principal, principal_name

_WIDEST = 60
_NARROWEST = 16
"""Columns of a table's cell."""

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


def answers() -> TextIO:
    """Where answers are written, which is for them alone where programs read them."""
    session = _session()
    return sys.stdout if session is None or session.answers is None else session.answers


def answers_alone() -> None:
    """From here on, standard output is for what `answers` is given; --json says so before the command begins."""
    session = _session()
    if session is not None:
        session.keep_answers_apart()


def _session() -> Session | None:
    context = click.get_current_context(silent=True)
    return None if context is None else context.find_object(Session)


def print_json(value: Any) -> None:
    """Print plain data, with instants and the like already as texts."""
    import json

    click.echo(json.dumps(value, ensure_ascii=False, indent=2), file=answers())


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns under their headings, as wide as what stands in them, within what a reader can take in."""
    widest = _widest(len(headings))
    cells = [[_cut(plain(cell), widest) for cell in row] for row in (headings, *rows)]
    widths = [max(_width(row[place]) for row in cells) for place in range(len(headings))]
    lines = [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)) for row in cells
    ]
    lines = [line.rstrip() for line in lines]
    return "\n".join([click.style(lines[0], bold=True), *lines[1:]])


def _widest(columns: int) -> int:
    """How wide a cell may be: 60, or half of a narrow terminal. Programs read JSON, which is whole."""
    if not sys.stdout.isatty():
        return _WIDEST
    return max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size().columns // max(2, columns - 2)))


def _cut(cell: str, width: int) -> str:
    """The cell, cut where it is too wide."""
    if _width(cell) <= width:
        return cell
    while _width(cell) > width - 1:
        cell = cell[: max(len(cell) - max(_width(cell) - width, 1), 0)]
    return f"{cell.rstrip()}…"


def _width(text: str) -> int:
    return show(text).starts[-1]


def moment(micros: int) -> str:
    """An instant in the local time of whoever looks."""
    return f"{_instant(micros).astimezone():%Y-%m-%d %H:%M:%S}"


def instant(micros: int) -> str:
    """An instant for programs."""
    return _instant(micros).isoformat().replace("+00:00", "Z")


def now() -> int:
    """This instant."""
    return (datetime.now(UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def clock(micros: int) -> str:
    """The time of day of an instant, in local time."""
    return f"{_instant(micros).astimezone():%H:%M:%S}"


def _instant(micros: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)


def heading(text: str) -> None:
    """Print a line that stands out."""
    click.echo(click.style(plain(text), bold=True))


def values_text(values: Mapping[str, Any]) -> str:
    """Named values on one line: `rounds: 1, refunded: 700`."""
    return ", ".join(f"{plain(name)}: {value_text(value)}" for name, value in values.items() if value is not None)


def value_text(value: Any) -> str:
    """A stored value as people read it, on one line, without what could move the cursor."""
    if isinstance(value, str):
        return plain(principal_name(value) if is_principal(value) else value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(value_text, value)) or "none"
    if isinstance(value, dict):
        return f"{{ {values_text(value)} }}" if values_text(value) else "{ }"
    if value is None:
        return "missing"
    return plain(str(value))


def cursor_text(cursor: str | None) -> str:
    """From where a record source goes on; an empty cursor is one, too, and not the beginning."""
    return "the beginning" if cursor is None else f'"{cursor}"'


def say_who_works(served_by: str | None, project: Path, end: str | None = None) -> None:
    """Where no process works for the store, say so: what was stored goes on only when one does.

    `end` is what a run has ended with, if it has: then nothing is left to go on.
    """
    if end is not None:
        click.echo(f"With that the run has ended: {end}")
    elif served_by is None:
        command = "orchestra run" if project == Path() else f"orchestra run {project}"
        click.echo(f"It is stored; nothing runs it until `{command}` is started.")


def print_json_line(value: Any) -> None:
    """Print plain data on one line: one of many."""
    import json

    click.echo(json.dumps(value, ensure_ascii=False), file=answers())
