"""Colour for a terminal, by way of rich. Loaded only when there is a terminal to colour."""

from rich.color import ColorSystem
from rich.style import Style

from orchestra_dsl.diagnostics.render.excerpt import Row

_STYLES = {
    "": Style(),
    "source": Style(),
    "place": Style(bold=True),
    "title": Style(bold=True),
    "error": Style(color="red", bold=True),
    "warning": Style(color="yellow", bold=True),
    "label": Style(color="blue"),
    "gutter": Style(color="blue", dim=True),
    "advice": Style(color="green", bold=True),
    "code": Style(color="cyan"),
}


def paint(rows: list[Row]) -> str:
    """Return the rows as text with the escape sequences of the sixteen colours that every terminal has."""
    return "".join(f"{_line(row)}\n" for row in rows)


def _line(row: Row) -> str:
    return "".join(_STYLES[style].render(text, color_system=ColorSystem.STANDARD) for text, style in row)
