"""Writes the texts of one card from top to bottom."""

from collections.abc import Iterable

from orchestra_dsl.drawing.faces.face import BADGE, Exit, Face, Pill, Style, Text
from orchestra_dsl.drawing.faces.widths import cut, width_of, wrapped
from orchestra_dsl.drawing.lines import plain
from orchestra_dsl.drawing.model import Badge, Edge

_PILL, _INSET, _BETWEEN = 18.0, 7.0, 5.0
"""The height of a badge, the room beside its text, the room between badges."""


class Page:
    """What is written so far; `y` is where the next thing begins."""

    def __init__(self, left: float, right: float, top: float) -> None:
        self.left = left
        self.right = right
        self.y = top
        self.texts: list[Text] = []
        self.pills: list[Pill] = []
        self.exits: list[Exit] = []

    @property
    def room(self) -> float:
        """How wide a line may be."""
        return self.right - self.left

    def write(self, text: str, style: Style, lines: int = 1) -> None:
        """Write a text on at most so many lines."""
        whole = plain(text)
        shown = wrapped(whole, self.room, style.size, style.face, lines) if lines > 1 else [self._cut(whole, style)]
        full = whole if " ".join(shown) != whole else ""
        for line in shown:
            self.texts.append(self._text(line, style, self.left, full))
            self.y += style.line

    def exit(self, edge: Edge, text: str) -> None:
        """Write a clause that leads away; it stands at the right, where its line leaves."""
        shown = self._cut(plain(text), BADGE)
        width = width_of(shown, BADGE.size, BADGE.face)
        line = self._text(shown, BADGE, self.right - width, plain(text) if shown != plain(text) else "")
        self.exits.append(Exit(edge, self.right + 4, self.y + BADGE.line / 2, line))
        self.y += BADGE.line + 3

    def badges(self, badges: Iterable[Badge]) -> None:
        """Write badges side by side, on as many lines as they need."""
        x = self.left
        begun = False
        for badge in badges:
            whole = plain(badge.text)
            shown = cut(whole, self.room - 2 * _INSET, BADGE.size, BADGE.face)
            width = width_of(shown, BADGE.size, BADGE.face) + 2 * _INSET
            if begun and x + width > self.right:
                x = self.left
                self.y += _PILL + _BETWEEN
            text = Text(x + _INSET, self.y + 12.6, shown, BADGE, width - 2 * _INSET)
            more = ": ".join([whole, badge.more] if badge.more else [whole] if shown != whole else [])
            self.pills.append(Pill(x, self.y, width, _PILL, badge.tone, text, more))
            x += width + _BETWEEN
            begun = True
        self.y += _PILL + _BETWEEN if begun else 0

    def gap(self, height: float) -> None:
        """Leave some room."""
        self.y += height

    def face(self, width: float, bottom: float, top: float = 0) -> Face:
        """The card, with some room at its bottom."""
        return Face(width, self.y + bottom, tuple(self.texts), tuple(self.pills), tuple(self.exits), top=top)

    def _cut(self, text: str, style: Style) -> str:
        return cut(text, self.room, style.size, style.face)

    def _text(self, text: str, style: Style, x: float, full: str) -> Text:
        base = self.y + style.line / 2 + style.size * 0.36
        return Text(x, base, text, style, width_of(text, style.size, style.face), full)


def widest(texts: Iterable[tuple[str, Style]]) -> float:
    """The width of the widest of some texts."""
    return max((width_of(plain(text), style.size, style.face) for text, style in texts), default=0)
