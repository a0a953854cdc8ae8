"""How wide a text is on a screen, so that carets stand under what they mean."""

from unicodedata import category, east_asian_width

import attrs

_TAB = 4
_BIDI = set(range(0x202A, 0x202F)) | set(range(0x2066, 0x206A)) | {0x200E, 0x200F, 0x061C}


@attrs.frozen
class Shown:
    """A line as it is printed: `starts[i]` is the cell of code point `i`, the last one the end's."""

    text: str
    starts: tuple[int, ...]


def show(text: str) -> Shown:
    """Lay out one line in cells: tabs are spread, wide characters take two, marks none.

    Control characters, which could move the cursor or reorder what stands around them,
    are shown as a replacement character.
    """
    if text.isascii() and text.isprintable():
        return Shown(text, tuple(range(len(text) + 1)))
    parts: list[str] = []
    starts: list[int] = []
    cell = base = 0
    for character in text:
        part, width = _cell(character, cell)
        if width:
            base = cell
        starts.append(base if width == 0 else cell)  # a mark stands where its letter does
        parts.append(part)
        cell += width
    return Shown("".join(parts), (*starts, cell))


def is_mark(character: str) -> bool:
    """Tell whether the character is drawn on the one before it."""
    return category(character) in {"Mn", "Me", "Cf"} and ord(character) not in _BIDI


def plain(text: str) -> str:
    """Return a message without characters that could move the cursor or reorder the text."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(" " if character in "\n\t" else _cell(character, 0)[0] for character in text)


def _cell(character: str, cell: int) -> tuple[str, int]:
    """Return what is printed for a character at `cell`, and how many cells that takes."""
    if character == "\t":
        width = _TAB - cell % _TAB
        return " " * width, width
    if category(character) in {"Cc", "Cs", "Zl", "Zp"} or ord(character) in _BIDI:
        return "\N{REPLACEMENT CHARACTER}", 1
    if is_mark(character):
        return character, 0
    return character, 2 if east_asian_width(character) in "WF" else 1
