"""A page as plain data, and reading it from its text."""

import re
from itertools import pairwise

import attrs

from orchestra_dsl.diagnostics.code import Code

SOURCE = "process.orch"
"""What a source without a name is called."""

_FENCE = re.compile(
    r"^```(?P<language>\w+) (?P<side>wrong|right|both)(?: (?P<name>\S+))?(?: (?P<encoding>\S+))?\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_ALSO = re.compile(r"Also: (?P<codes>\w+(?:, \w+)*)\n")


class BadPage(ValueError):
    """The text is not of the form of a page."""


@attrs.frozen
class File:
    """One file of an example."""

    name: str
    language: str
    text: str
    encoding: str = "utf-8"


@attrs.frozen(kw_only=True)
class Page:
    """What there is to say about a code, beside what the registry says."""

    code: Code
    day: str
    """What would happen when the process runs."""
    wrong: tuple[File, ...]
    reported: str
    """What is reported for the wrong example, as it is drawn on a terminal without colour."""
    right: tuple[File, ...]
    notes: str
    """When it is hard to see, and what to do instead."""
    also: tuple[str, ...] = ()
    """Codes that cannot be kept out of the examples, and are not what the page is about."""


def read(code: Code, text: str, reported: str) -> Page:
    """Read the text of a page. Raises BadPage."""
    others = _ALSO.match(text)
    also = tuple(others["codes"].split(", ")) if others else ()
    text = text[others.end() :] if others else text
    fences = list(_FENCE.finditer(text))
    if not fences:
        raise BadPage(f"the page of {code.code} has no example")
    between = "".join(text[one.end() : other.start()] for one, other in pairwise(fences))
    day, notes = text[: fences[0].start()].strip(), text[fences[-1].end() :].strip()
    if between.strip() or "```" in day + notes:
        raise BadPage(f"the page of {code.code} has more between its examples than ```LANGUAGE wrong|right|both [NAME]")
    wrong, right = (tuple(_file(each) for each in fences if each["side"] in (side, "both")) for side in _SIDES)
    if not (day and notes and wrong and right):
        raise BadPage(f"the page of {code.code} needs a beginning, a wrong example, a right one, and notes")
    return Page(code=code, day=day, wrong=wrong, reported=reported, right=right, notes=notes, also=also)


_SIDES = ("wrong", "right")


def _file(fence: re.Match[str]) -> File:
    return File(fence["name"] or SOURCE, fence["language"], fence["text"], fence["encoding"] or "utf-8")
