"""`orchestra explain`: what a code means, with a wrong example and the right one."""

import shutil
from typing import Any

import attrs
import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.explained import list_rows, page_rows, print_rows
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.output import json_option, print_json
from orchestra_dsl.diagnostics import CODES, GROUPS, did_you_mean
from orchestra_dsl.diagnostics.code import Code
from orchestra_dsl.diagnostics.pages import Page, page_of
from orchestra_dsl.workspace.errors import UsageError

_WIDEST = 100
"""Columns; prose in longer lines is hard to read."""

HELP = described(
    """Explain a finding: why it matters, a wrong example with what is reported for it, and the right one.

    Without CODE all codes are listed with their titles.""",
    "orchestra explain O404",
    "orchestra explain",
)


@click.command("explain", help=HELP)
@click.argument("code", required=False)
@json_option
def command(code: str | None, *, as_json: bool) -> int:
    """Print the page of a code, or the list of all."""
    if code is None:
        _list(as_json=as_json)
        return exit_codes.FINE
    name = code.upper()
    if name not in CODES:
        hint = did_you_mean(name, CODES) or "`orchestra explain` lists all codes."
        raise UsageError(f"there is no finding {code}", hint=hint)
    page = page_of(name)
    if as_json:
        print_json({**_values(CODES[name]), **(_page_values(page) if page else {})})
    else:
        print_rows(page_rows(CODES[name], page, min(_WIDEST, shutil.get_terminal_size().columns)))
    return exit_codes.FINE


def _list(*, as_json: bool) -> None:
    if not as_json:
        print_rows(list_rows(GROUPS))
        return
    groups = [{"group": group.prefix, "name": group.name, "codes": [*map(_values, GROUPS[group])]} for group in GROUPS]
    print_json({"groups": groups})


def _values(code: Code) -> dict[str, Any]:
    return {"code": code.code, "title": code.title, "severity": code.severity.value, "why": code.why}


def _page_values(page: Page) -> dict[str, Any]:
    return {
        "day": page.day,
        "wrong": [attrs.asdict(each) for each in page.wrong],
        "reported": page.reported,
        "right": [attrs.asdict(each) for each in page.right],
        "notes": page.notes,
    }
