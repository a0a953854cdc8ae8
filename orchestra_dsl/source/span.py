"""A stretch of one source file."""

from msgspec import Struct


class Span(Struct, frozen=True, gc=False):
    """The half-open range `start` to `end` in the file called `file`.

    Offsets count Unicode code points from the beginning of the text, as Python
    strings do. `file` is the display name of the `SourceFile`, so that a span
    says on its own where it belongs, whichever file imported which.

    Every node has one; so it is a class that is quick to make, and that the
    garbage collector need not look at.
    """

    start: int
    end: int
    file: str

    def to(self, other: "Span") -> "Span":
        """Return the range from the beginning of this span to the end of `other`."""
        return Span(self.start, other.end, self.file)

    def contains(self, offset: int) -> bool:
        """Tell whether the code point at `offset` lies inside."""
        return self.start <= offset < self.end
