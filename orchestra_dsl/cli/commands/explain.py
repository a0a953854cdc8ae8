"""`orchestra explain`: what a code means, with a wrong example and the right one."""

import re
import shutil
from pathlib import Path
from typing import Any

import attrs
import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.explained import list_rows, page_rows, print_rows
from orchestra_dsl.cli.help import described
from orchestra_dsl.cli.options import project_option
from orchestra_dsl.cli.output import json_option, print_json
from orchestra_dsl.cli.trouble import say
from orchestra_dsl.diagnostics import CODES, GROUPS, did_you_mean
from orchestra_dsl.diagnostics.code import Code, Group
from orchestra_dsl.diagnostics.pages import Page, page_of
from orchestra_dsl.workspace.errors import UsageError

_WIDEST = 100
"""Columns; prose in longer lines is hard to read."""

_OURS = re.compile("[Oo][0-9]+")
"""What looks like a code of our own: no plugin is loaded for it."""

GUESTS = Group("plugins", "Rules of plugins")
"""Stands for the rules that plugins supply: each plugin has a prefix of its own."""

HELP = described(
    """Explain a finding: why it matters, a wrong example with what is reported for it, and the right one.

    Without CODE all codes are listed with their titles, and with a group such as O4 those of the group. The rules of a
    project's plugins are among them: `plugins` lists them, and a prefix such as `acme` those that begin with it.""",
    "orchestra explain O404",
    "orchestra explain O4",
    "orchestra explain plugins",
    "orchestra explain acme/no-night-shift -p examples/case_management",
    "orchestra explain",
)


@click.command("explain", help=HELP)
@click.argument("code", required=False)
@project_option
@json_option
def command(code: str | None, project: Path, *, as_json: bool) -> int:
    """Print the page of a code, or a list of codes."""
    groups = _all(project) if code is None else _group(code, project)
    if code is None or groups:
        _list(groups, as_json=as_json)
        return exit_codes.FINE
    about = _find(code, project)
    page = page_of(about.code)
    if as_json:
        print_json({**_values(about), **(_page_values(page) if page else {})})
    else:
        print_rows(page_rows(about, page, min(_WIDEST, shutil.get_terminal_size().columns)))
    return exit_codes.FINE


def _find(code: str, project: Path) -> Code:
    """What is known about a code, or about the rule of a plugin. Raises UsageError."""
    known = CODES if "/" not in code else {each.code: each for each in _guests(project)}
    found = known.get(code.upper() if known is CODES else code.lower())
    if found is None:
        hint = did_you_mean(code.upper() if known is CODES else code, known)
        raise UsageError(f"there is no finding {code}", hint=hint or "`orchestra explain` lists all codes.")
    return found


def _guests(project: Path) -> list[Code]:
    """The rules of the project's plugins; what is wrong with plugins is said."""
    from orchestra_dsl.workspace.guest_rules import guest_rules

    codes, problems = guest_rules(project)
    for problem in problems:
        say(f"the plugin {problem.plugin}: {problem.what}", problem.where, problem.hint)
    return codes


def _all(project: Path) -> dict[Group, tuple[Code, ...]]:
    guests = tuple(_guests(project))
    return {**GROUPS, **({GUESTS: guests} if guests else {})}


def _group(word: str, project: Path) -> dict[Group, tuple[Code, ...]]:
    """The group that a word stands for: one of our own, the rules of all plugins, or those that begin with a prefix."""
    ours = {each: codes for each, codes in GROUPS.items() if each.prefix == word.upper()}
    if ours or "/" in word or _OURS.fullmatch(word):
        return ours
    guests = _guests(project)
    if word.lower() == GUESTS.prefix:
        if not guests:
            raise UsageError("no plugin of this project supplies a rule", hint="-p names another project.")
        return {GUESTS: tuple(guests)}
    found = tuple(each for each in guests if each.code.startswith(f"{word.lower()}/"))
    return {Group(word.lower(), GUESTS.name): found} if found else {}


def _list(groups: dict[Group, tuple[Code, ...]], *, as_json: bool) -> None:
    if not as_json:
        print_rows(list_rows(groups))
        return
    print_json(
        {
            "groups": [
                {"group": group.prefix, "name": group.name, "codes": [*map(_values, codes)]}
                for group, codes in groups.items()
            ]
        }
    )


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
