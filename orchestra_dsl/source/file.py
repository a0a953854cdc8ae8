"""A source text with its name, and the lines and columns of its offsets."""

from bisect import bisect_right
from functools import cached_property

import attrs


@attrs.frozen
class Position:
    """A place as people read it: `line` and `column`, both counted from 1.

    A column counts Unicode code points, not bytes, not UTF-16 units and not the
    width on a screen; a tab is one column.
    """

    line: int
    column: int


@attrs.frozen(slots=False)
class SourceFile:
    """A named text. `name` is how messages call it: a path as the user wrote it.

    Lines end with a line feed; a carriage return before it belongs to the end
    of the line. Where lines begin is worked out when first asked for.
    """

    name: str
    text: str = attrs.field(repr=False)

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        found = self.text.find("\n")
        while found >= 0:
            starts.append(found + 1)
            found = self.text.find("\n", found + 1)
        return starts

    @property
    def line_count(self) -> int:
        """The number of lines; an empty text has one."""
        return len(self._starts)

    def position(self, offset: int) -> Position:
        """Return the line and column of the code point at `offset`.

        The offset of the end of the text is allowed; others outside are not.
        """
        if not 0 <= offset <= len(self.text):
            raise ValueError(f"offset {offset} is outside the {len(self.text)} characters of {self.name}")
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)

    def line_text(self, line: int) -> str:
        """Return the text of the line numbered `line` (from 1), without its end."""
        start = self._starts[line - 1]
        end = self._starts[line] - 1 if line < len(self._starts) else len(self.text)
        return self.text[start:end].removesuffix("\r")
