"""From documents to text: which groups fit on their line, and where lines end."""

from typing import TypeAlias

from orchestra_dsl.format.doc import (
    WIDTH,
    Blank,
    Doc,
    Fill,
    Flat,
    Group,
    Hard,
    Indent,
    Line,
    Remark,
    Row,
    Space,
    Text,
    flat_text,
)

STEP = 2
"""How many blanks a line inside a block is indented."""

_Task: TypeAlias = tuple[int, bool, Doc]
"""How far lines are indented, whether the group around is on one line, and what is to be printed."""


def render(doc: Doc) -> str:
    """Print a document."""
    return _Printer().print(doc)


class _Printer:
    """Lines end late: what is printed next decides whether an empty line stands between, and how it is indented."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._column = 0
        self._ended: int | None = 0
        """How far the next line is indented, where the line before has ended."""
        self._blank = False
        self._space = False

    def print(self, doc: Doc) -> str:
        tasks: list[_Task] = [(0, False, doc)]
        while tasks:
            indent, flat, each = tasks.pop()
            match each:
                case Indent():
                    tasks.append((indent + STEP, flat, each.doc))
                case Row():
                    tasks.extend((indent, flat, part) for part in reversed(each.parts))
                case Group():
                    fits = flat or (not each.broken and self._fits(each, tasks))
                    tasks.append((indent, fits, each.doc))
                case Fill():
                    self._fill(each, indent, flat=flat)
                case _:
                    self._piece(each, indent, flat=flat)
        return "".join(self._out) + ("\n" if self._out else "")

    def _piece(self, piece: Text | Flat | Space | Line | Hard | Blank | Remark, indent: int, *, flat: bool) -> None:
        match piece:
            case Text():
                self._text(piece.text)
            case Flat() if flat:
                self._text(piece.text)
            case Line(flat="") if flat:
                pass
            case Space():
                self._space = True
            case Line() if flat:
                self._space = True
            case Line() | Hard():
                self._ended = indent
            case Blank():
                self._blank = self._ended is not None
            case Remark():
                self._remark(piece, indent)

    def _text(self, text: str) -> None:
        if self._ended is not None:
            self._begin_line(self._ended)
        elif self._space:
            self._write(" ")
        self._space = False
        self._write(text)

    def _write(self, text: str) -> None:
        self._out.append(text)
        self._column += len(text)

    def _begin_line(self, indent: int) -> None:
        if self._out:
            self._out.append("\n\n" if self._blank else "\n")
        self._out.append(" " * indent)
        self._column = indent
        self._ended, self._blank, self._space = None, False, False

    def _remark(self, remark: Remark, indent: int) -> None:
        if not remark.own_line:
            self._write(f"  {remark.text}")
            self._ended = indent + STEP if self._ended is None else self._ended
            return
        self._blank = self._blank or remark.blank
        begin = indent + STEP if self._ended is None else self._ended
        self._begin_line(begin)
        self._write(remark.text)
        self._ended = begin

    def _fill(self, fill: Fill, indent: int, *, flat: bool) -> None:
        for item in fill.items:
            text = flat_text(item)
            if item is not fill.items[0]:
                self._space = True
                if not flat and self._column + 1 + len(text) > WIDTH:
                    self._ended = indent
            self._text(text)

    def _fits(self, group: Group, after: list[_Task]) -> bool:
        """Tell whether a group fits on the line, with what follows it up to where a line may end."""
        left = group.width - self._space - (self._column if self._ended is None else self._ended)
        tasks: list[tuple[bool, Doc]] = [(True, group.doc)]
        rest = len(after)
        while left >= 0:
            if not tasks:
                if rest == 0:
                    return True
                rest -= 1
                tasks.append(after[rest][1:])
            flat, each = tasks.pop()
            match each:
                case Text():
                    left -= len(each.text)
                case Flat():
                    left -= len(each.text) if flat else 0
                case Space():
                    left -= 1
                case Line() if flat:
                    left -= len(each.flat)
                case Line() | Hard() | Remark():
                    return True
                case Group() | Indent():
                    tasks.append((flat, each.doc))
                case Row():
                    tasks.extend((flat, part) for part in reversed(each.parts))
                case Fill():
                    left -= len(flat_text(each if flat else each.items[0]))
        return False
