"""The terminals of the grammar as patterns, and what a piece of text is by them."""

import re
from functools import cache

from msgspec import Struct

from orchestra_dsl.syntax.table import Table

BLANK = ""  # the two kinds that are no tokens are false
COMMENT = None
MISTAKE = "$MISTAKE"

_CLASSES = ("NAME", "TEXT", "TIME", "DURATION", "DECIMAL", "INTEGER")


class Language(Struct, frozen=True, eq=False):
    """The terminals of the grammar as patterns."""

    pattern: re.Pattern[str]
    """One piece: a token, blanks or a comment, and else the character that begins none."""
    classes: re.Pattern[str]
    """What a whole piece is, as the name of a group."""
    fixed: dict[str, str | None]
    """The words and marks of the language."""

    def piece(self, text: str, at: int, end: int) -> str:
        """Return the piece that begins at an offset."""
        found = self.pattern.match(text, at, end)
        return found.group() if found else text[at]


class Kinds(dict[str, str | None]):
    """For each piece its kind; those that the language does not fix are looked at once."""

    def __init__(self, language: Language) -> None:
        super().__init__(language.fixed)
        self._classes = language.classes

    def __missing__(self, piece: str) -> str | None:
        found = self._classes.fullmatch(piece)
        kind: str | None = MISTAKE
        if found is not None:
            kind = {"BLANK": BLANK, "COMMENT": COMMENT}.get(found.lastgroup or "", found.lastgroup)
        self[piece] = kind
        return kind


@cache
def language(table: Table) -> Language:
    """Make the patterns of the grammar's terminals."""
    patterns = {terminal.name: terminal.pattern for terminal in table.terminals if not terminal.fixed}
    blank, comment, wrong_number, any_other = r"[ \t\r\n]+", r"\#[^\n]*", r"\d[A-Za-z0-9_.]*", r"[\s\S]"
    name, *others = (patterns[each] for each in _CLASSES)
    groups = {"BLANK": blank, "COMMENT": comment, **{each: patterns[each] for each in _CLASSES}}
    return Language(
        re.compile("|".join([name, blank, _marks(table), *others, comment, wrong_number, any_other])),
        re.compile("|".join(f"(?P<{group}>{pattern})" for group, pattern in groups.items())),
        {**table.keywords, **table.marks},
    )


def _marks(table: Table) -> str:
    """Return a pattern of the marks: the longer first, and those of one character as one class, which is quick."""
    longer = [re.escape(mark) for mark in sorted(table.marks, key=len, reverse=True) if len(mark) > 1]
    return "|".join([*longer, f"[{''.join(re.escape(mark) for mark in table.marks if len(mark) == 1)}]"])
