"""Characters that begin no token: what they were probably meant to be, and how to go on."""

import re

from msgspec import Struct

from orchestra_dsl.diagnostics import Applicability, Edit, Fix
from orchestra_dsl.source import Span

_CURLY_TEXT = re.compile(r"[“”„][^“”„\"\n]*[“”]")
_SINGLE_TEXT = re.compile(r"'[^'\"\n]*'")
_NUMBER = re.compile(r"\d[A-Za-z0-9_.]*")
_LONG_UNIT = re.compile(r"(\d+)(minutes?|mins?|hours?|hrs?|days?|weeks?|seconds?|secs?)")
_LOGICAL = re.compile(r"!|&+")
_WORD = re.compile(r"\w+")
_MEANT = {
    ";": "There are no semicolons: a line ends the clause.",
    "'": 'Texts stand in quotation marks: "…".',
    "“": "Write the plain quotation mark.",
    "”": "Write the plain quotation mark.",
    "„": "Write the plain quotation mark.",
    "\u2013": "Write the plain `-`.",
    "—": "Write the plain `-`.",
    "\u00a0": "It is a blank that does not break; write a plain one.",
    "→": "Write `->`.",
    "⇒": "Write `=>`.",
    "≤": "Write `<=`.",
    "≥": "Write `>=`.",
    "≠": "Write `!=`.",
    "…": "Write out what it stands for.",
}
_INSTEAD = {";": "", "\u2013": "-", "\u00a0": " ", "→": "->", "⇒": "=>", "≤": "<=", "≥": ">=", "≠": "!="}
"""What certainly stands for a character."""


class Mistake(Struct, frozen=True):
    """What is wrong, up to where, and the token (terminal and text) that it is read as, if any.

    `instead` is what was to be written in its place; where that is certain, a tool may write it without asking.
    """

    code: str
    message: str
    end: int
    hint: str | None = None
    read_as: tuple[str, str] | None = None
    instead: str | None = None
    certain: bool = True

    def fix(self, span: Span) -> Fix | None:
        """The fix that writes what was meant."""
        if self.instead is None:
            return None
        meant = self.instead.strip()
        applicability = Applicability.SAFE if self.certain else Applicability.UNSAFE
        return Fix(f"Write `{meant}`" if meant else "Leave it out", [Edit(span, self.instead)], applicability)


def mistaken(text: str, at: int, end: int) -> Mistake:
    """Say what is wrong at `at`, where no token begins."""
    if text[at] == '"':
        message = "This text has no closing quotation mark on its line."
        close = _end_of_open_text(text, at, end)
        open_text = text[at:close]
        return Mistake(
            "O103", message, close, 'Close it with `"`.', ("TEXT", open_text), f'{open_text}"', certain=False
        )
    for pattern in (_CURLY_TEXT, _SINGLE_TEXT):
        if found := pattern.match(text, at, end):
            message = f"Texts do not stand in {found.group()[0]}…{found.group()[-1]}."
            hint = 'Write them in plain quotation marks: "…".'
            plain = f'"{found.group()[1:-1]}"'
            certain = not set("{\\") & set(plain)  # in plain marks these would mean something
            return Mistake("O104", message, found.end(), hint, ("TEXT", found.group()), plain, certain)
    if found := _NUMBER.match(text, at, end):
        return _number(found)
    return _character(text, at, end)


def _end_of_open_text(text: str, at: int, end: int) -> int:
    """Return where a text that was not closed probably ends: with its line, before a brace there."""
    line_end = text.find("\n", at, end)
    line = text[at : line_end if line_end >= 0 else end].rstrip()
    return at + max(1, len(line.removesuffix("{").rstrip()))


def _number(found: re.Match[str]) -> Mistake:
    written = found.group()
    if long := _LONG_UNIT.fullmatch(written):
        meant = f"{long.group(1)}{long.group(2)[0]}"
        return Mistake(
            "O106", f"`{written}` is not a duration.", found.end(), f"Write `{meant}`.", ("DURATION", meant), meant
        )
    hint = "Numbers are written like `10_000` or `0.25`, durations like `90s`, `4h` or `3d`."
    shown = written if len(written) <= 40 else written[:40] + "…"  # noqa: PLR2004 - what fits in a line
    return Mistake("O106", f"`{shown}` is not a number or a duration.", found.end(), hint, ("INTEGER", "0"))


def _character(text: str, at: int, end: int) -> Mistake:
    character = text[at]
    if word := _WORD.match(text, at, end):
        hint = "Names are made of the letters a to z, digits and `_`; in a text in quotes any letter may stand."
        begin = _begin_of_name(text, at)
        read_as = None if begin < at else ("NAME", "_")  # the name before it stands for the whole
        message = f"`{text[begin : word.end()][:40]}` has a letter that a name cannot have."
        return Mistake("O104", message, word.end(), hint, read_as)
    if found := _LOGICAL.match(text, at, end):
        meant = "not" if character == "!" else "and"
        message = f"`{found.group()}` has no meaning here."
        before, behind = text[max(0, at - 1) : at], text[found.end() : found.end() + 1]
        instead = f"{_blank_beside(before)}{meant}{_blank_beside(behind)}"
        certain = found.group() == "&&"  # `!` binds more closely elsewhere than `not` does here
        return Mistake("O104", message, found.end(), f"Write `{meant}`.", (meant.upper(), meant), instead, certain)
    run = at + 1
    while run < end and text[run] == character:
        run += 1
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    plain = _INSTEAD.get(character)
    written = None if plain is None else plain * (run - at)
    read_as = ("MARK", written) if written and written.strip() else None
    return Mistake("O104", f"`{shown}` has no meaning here.", run, _MEANT.get(character), read_as, written)


def _blank_beside(character: str) -> str:
    """What parts a word from the character beside it."""
    return "" if not character or character.isspace() else " "


def _begin_of_name(text: str, at: int) -> int:
    """Where the word begins that goes on at `at`: a message names the whole of it."""
    while at > 0 and _WORD.match(text[at - 1]):
        at -= 1
    return at
