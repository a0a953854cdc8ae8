"""A token: the smallest piece of a text that has a meaning."""

from msgspec import Struct


class Token(Struct, eq=False):
    """A piece of the text, with the terminal of the grammar that it is read as.

    The scanner calls every word a name; the parser then makes it a keyword where it is one.
    """

    terminal: str
    text: str
    start: int
    end: int
