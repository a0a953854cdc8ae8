"""Many spans of one file, put in order once: whether one lies within another span, or around it, is soon said."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate
from operator import itemgetter

from orchestra_dsl.source import Span


class Places:
    """Spans in order. Beside each stands the last end up to it, and the first end from it on."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._ranges = sorted({(each.start, each.end) for each in spans})
        ends = [end for _, end in self._ranges]
        self._last_ends = list(accumulate(ends, max))
        self._first_ends = list(accumulate(reversed(ends), min))[::-1]

    def around(self, span: Span) -> bool:
        """Whether a span lies within one of them, or is one of them."""
        begun = bisect_right(self._ranges, span.start, key=itemgetter(0))
        return begun > 0 and self._last_ends[begun - 1] >= span.end

    def within(self, span: Span) -> bool:
        """Whether one of them lies within a span, and is smaller."""
        same = span.start, span.end
        shorter, behind = bisect_left(self._ranges, same), bisect_right(self._ranges, same)
        if shorter > 0 and self._ranges[shorter - 1][0] == span.start:
            return True
        return behind < len(self._ranges) and self._first_ends[behind] <= span.end


NOWHERE = Places(())
"""No spans at all."""
