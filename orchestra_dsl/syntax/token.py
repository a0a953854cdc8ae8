"""Tokens: the smallest pieces of a text that have a meaning."""

from msgspec import Struct


class Token(Struct, frozen=True, eq=False):
    """One piece of the text, with the terminal of the grammar that it is read as."""

    terminal: str
    text: str
    start: int
    end: int


class Tokens(Struct, frozen=True, eq=False):
    """The tokens of a text in rows beside each other; the last one says where the text ends.

    A parser that goes through them makes no object for any of them. A word of the
    language has the terminal of its keyword; whether it is a name here, the parser decides.
    """

    source: str
    kinds: list[str]
    """The terminals of the grammar."""
    texts: list[str]
    starts: list[int]
    ends: list[int]

    def add(self, kind: str, text: str, start: int, end: int) -> None:
        """Put one at the end."""
        self.kinds.append(kind)
        self.texts.append(text)
        self.starts.append(start)
        self.ends.append(end)

    def token(self, index: int) -> Token:
        """Return one of them."""
        return Token(self.kinds[index], self.texts[index], self.starts[index], self.ends[index])

    def begins_line(self, index: int) -> bool:
        """Tell whether a token is the first one on its line."""
        return index == 0 or "\n" in self.source[self.ends[index - 1] : self.starts[index]]

    def indent(self, offset: int) -> int:
        """Return how far the line at `offset` is indented."""
        begin = self.source.rfind("\n", 0, offset) + 1
        line = self.source[begin:offset]
        return len(line) - len(line.lstrip())
