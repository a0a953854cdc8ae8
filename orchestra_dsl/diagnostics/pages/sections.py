"""The sections of a page, in the one order in which every page has them."""

import re
from collections.abc import Iterator, Sequence

import attrs

from orchestra_dsl.diagnostics.code import Code as Finding
from orchestra_dsl.diagnostics.pages.page import File, Page


@attrs.frozen
class Prose:
    """A paragraph, or with `item` one line of a list. Its lines are broken where it is shown."""

    text: str
    item: bool = False


@attrs.frozen
class Code:
    """Text that is shown as it is, with the name of the file where there are several."""

    text: str
    language: str
    name: str | None = None


@attrs.frozen
class Section:
    """One heading with what stands below it."""

    title: str
    blocks: tuple[Prose | Code, ...]


def sections(code: Finding, page: Page | None) -> list[Section]:
    """What there is to say about a code, section by section."""
    if page is None:
        return [Section("Why it matters", (Prose(code.why),))]
    return [
        Section("Why it matters", (Prose(code.why), *_prose(page.day))),
        Section("Wrong", _files(page.wrong)),
        Section("What is reported", (Code(page.reported, "text"),)),
        Section("Right", _files(page.right)),
        Section("Notes", tuple(_prose(page.notes))),
    ]


def _files(files: Sequence[File]) -> tuple[Code, ...]:
    alone = len(files) == 1
    return tuple(Code(each.text, each.language, None if alone else each.name) for each in files)


def _prose(text: str) -> Iterator[Prose]:
    for paragraph in re.split(r"\n\n+|\n(?=- )", text):
        words = " ".join(paragraph.split())
        yield Prose(words.removeprefix("- "), item=words.startswith("- "))
