"""The sections of a page, in the one order in which every page has them."""

import re
from collections.abc import Iterator, Sequence

import attrs

from orchestra_dsl.diagnostics.code import Code as Finding
from orchestra_dsl.diagnostics.code import Severity
from orchestra_dsl.diagnostics.pages.page import SOURCE, File, Page


@attrs.frozen
class Prose:
    """A paragraph, or with `item` one line of a list. Its lines are broken where it is shown."""

    text: str
    item: bool = False


@attrs.frozen
class Code:
    """Text that is shown as it is, with the name of its file where that matters."""

    text: str
    language: str
    caption: str | None = None


@attrs.frozen
class Section:
    """One heading with what stands below it."""

    title: str
    blocks: tuple[Prose | Code, ...]


OFF = "Turning it off"


def sections(code: Finding, page: Page | None) -> list[Section]:
    """What there is to say about a code, section by section."""
    if page is None:
        return [Section("Why it matters", (Prose(code.why),)), Section(OFF, turning_off(code))]
    changed = [each for each in page.right if each not in page.wrong]
    return [
        Section("Why it matters", (Prose(code.why), *_prose(page.day))),
        Section("Wrong", _files(page.wrong)),
        Section("What is reported", (Code(page.reported, "text"), *_also(page))),
        Section("Right", (*_files(changed), *_unchanged(page))),
        Section("Notes", tuple(_prose(page.notes))),
        Section(OFF, turning_off(code)),
    ]


def turning_off(code: Finding) -> tuple[Prose | Code, ...]:
    """How not to be told of it."""
    guest, warning = "/" in code.code, code.severity is Severity.WARNING
    if not warning and not guest:
        return (Prose("It is an error, with which the source cannot run, so it cannot be turned off."),)
    key = f'"{code.code}"' if guest else code.code
    project = (Prose("For a whole project, in `orchestra.toml`:"), Code(f'[lint]\n{key} = "off"\n', "toml"))
    if not warning or not code.allowable:
        return project
    place = "In one place, behind the line that is reported or on a line of its own above it, with the reason:"
    return (Prose(place), Code(f"# orchestra: allow {code.code} because …\n", "orch"), *project)


def _also(page: Page) -> tuple[Prose, ...]:
    if not page.also:
        return ()
    verb = "is" if len(page.also) == 1 else "are"
    return (Prose(f"{_listed(page.also)} {verb} reported too, for the right example as well: that is another matter."),)


def _files(files: Sequence[File]) -> tuple[Code, ...]:
    alone = len(files) == 1 and files[0].name == SOURCE
    return tuple(Code(each.text, each.language, _caption(each, alone=alone)) for each in files)


def _unchanged(page: Page) -> tuple[Prose, ...]:
    names = [f"`{each.name}`" for each in page.right if each in page.wrong]
    if not names:
        return ()
    return (Prose(f"{_listed(names)} {'stays as it is' if len(names) == 1 else 'stay as they are'}."),)


def _caption(file: File, *, alone: bool) -> str | None:
    if file.encoding != "utf-8":
        return f"`{file.name}`, saved as {file.encoding}"
    return None if alone else f"`{file.name}`"


def _prose(text: str) -> Iterator[Prose]:
    for paragraph in re.split(r"\n\n+|\n(?=- )", text):
        words = " ".join(paragraph.split())
        yield Prose(words.removeprefix("- "), item=words.startswith("- "))


def _listed(names: Sequence[str]) -> str:
    """Several names in a sentence: `a`, `b` and `c`."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
