"""A page for a terminal or a pipe, and the list of all codes, as rows of styled pieces."""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from textwrap import TextWrapper

import click

from orchestra_dsl.cli.colors import colored
from orchestra_dsl.diagnostics.code import Code as Finding
from orchestra_dsl.diagnostics.code import Group, Severity
from orchestra_dsl.diagnostics.pages.page import Page
from orchestra_dsl.diagnostics.pages.sections import Code, Prose, sections
from orchestra_dsl.diagnostics.render.excerpt import Piece, Row

_INDENT = "    "
_HEADINGS = {"Wrong": "error", "Right": "advice"}
"""Headings in a colour of their own."""


def page_rows(code: Finding, page: Page | None, width: int) -> list[Row]:
    """What there is to say about a code, its prose broken at `width` columns."""
    rows: list[Row] = [[(code.code, code.severity.value), (f" {code.title}", "title"), (f" ({code.severity})", "")]]
    for section in sections(code, page):
        rows += [[], [(section.title, _HEADINGS.get(section.title, "title"))], []]
        for number, block in enumerate(section.blocks):
            if number and not (isinstance(block, Prose) and block.item):
                rows.append([])
            rows += _prose(block, width) if isinstance(block, Prose) else _code(block)
    return rows


def list_rows(groups: Mapping[Group, Sequence[Finding]]) -> list[Row]:
    """All codes with their titles, group by group."""
    rows: list[Row] = []
    for group, codes in groups.items():
        rows += [*([[]] if rows else []), [(f"{group.prefix}: {group.name}", "title")]]
        rows += [[("  ", ""), (code.code, code.severity.value), (f"  {code.title}{_mild(code)}", "")] for code in codes]
    return rows


def _mild(code: Finding) -> str:
    """Tell warnings from errors, where colour does not."""
    return "" if code.severity is Severity.ERROR else f" ({code.severity})"


def print_rows(rows: Sequence[Row]) -> None:
    """Print rows, in colour where a person reads them on a terminal."""
    color = colored(sys.stdout)
    text = _painted(list(rows)) if color else "".join(f"{''.join(piece for piece, _ in row)}\n" for row in rows)
    click.echo(text, nl=False, color=color)


def _painted(rows: list[Row]) -> str:
    from orchestra_dsl.diagnostics.render.color import paint

    return paint(rows)


def _prose(block: Prose, width: int) -> Iterator[Row]:
    first, others = ("- ", "  ") if block.item else ("", "")
    wrapper = TextWrapper(width, first, others, break_on_hyphens=False, break_long_words=False)
    within = False  # a quotation may begin on one line and end on the next
    for line in wrapper.wrap(block.text):
        row, within = _quoted(line, within=within)
        yield row


def _quoted(line: str, *, within: bool) -> tuple[Row, bool]:
    """Set apart what stands in backticks; tell whether a quotation goes on behind the line."""
    pieces = re.split(r"(`)", line)
    row: list[Piece] = []
    for piece in filter(None, pieces):
        style = "code" if within or piece == "`" else "source"
        within = within != (piece == "`")
        row.append((piece, style))
    return row, within


def _code(block: Code) -> Iterator[Row]:
    if block.caption:
        yield _quoted(f"{block.caption}:", within=False)[0]
        yield []
    for line in block.text.rstrip("\n").split("\n"):
        yield [(f"{_INDENT}{line}".rstrip(), "source")]
