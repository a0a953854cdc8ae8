"""Which values a case has, in words: "`amount` is from 50 to below 60"."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from orchestra_dsl.analysis.flow.conditions import constants
from orchestra_dsl.analysis.flow.conditions.subjects import Kind, Rank, Subject
from orchestra_dsl.graph import types as g

MOST_NAMED = 5

_TIMES = (g.DATE, g.DATETIME)
_LATER = ("before", "after", "or earlier", "or later")
_MORE = ("below", "above", "or less", "or more")


def listed(words: Sequence[str], last: str = "or") -> str:
    """Write words as a sentence lists them; of many the first few."""
    if len(words) > MOST_NAMED:
        words = [*words[:MOST_NAMED], f"{len(words) - MOST_NAMED} more"]
    comma = "," if any(" to " in word for word in words) else ""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])}{comma} {last} {words[-1]}"


def case_in_words(case: Mapping[Subject, Iterable[Rank]]) -> str | None:
    """Write what is said of some subjects, `b` is false and `s` is "mid"; None where one has no short words."""
    parts = [phrase(subject, cells) for subject, cells in case.items()]
    known = [part for part in parts if part is not None]
    return listed(known, "and") if known and len(known) == len(parts) else None


def phrase(subject: Subject, cells: Iterable[Rank]) -> str | None:
    """Write that a subject lies in some of its cells; None where the subject has no short words."""
    if subject.text is None or (subject.kind in (Kind.RELATION, Kind.SAMENESS) and subject.other is None):
        return None
    words = listed(values(subject, cells))
    return f"`{subject.text}` is {words}"


def values(subject: Subject, cells: Iterable[Rank]) -> list[str]:
    """Write the values in some cells of a subject: ranges where cells lie beside each other."""
    wanted = set(cells)
    if subject.kind in (Kind.RELATION, Kind.SAMENESS):
        below, above, *_ = _LATER if subject.type in _TIMES else _MORE
        other = f"`{subject.other}`"
        unequal = f"{above} {other}" if subject.kind is Kind.RELATION else f"other than {other}"
        shown = {-1: f"{below} {other}", 0: f"equal to {other}", 1: unequal, None: "missing"}
        return [shown[each] for each in subject.cells if each in wanted]
    if subject.kind in (Kind.DENSE, Kind.WHOLE):
        found = [_range(subject, first, last) for first, last in _runs(subject, wanted)]
        return [*found, *(["missing"] if None in wanted else [])]
    shown = {rank: subject.constants[value] for value, rank in subject.ranks.items() if value is not None}
    return [{0: "anything else", None: "missing", **shown}[each] for each in subject.cells if each in wanted]


def _runs(subject: Subject, wanted: set[Rank]) -> Iterator[tuple[int, int]]:
    """The first and the last of each row of wanted cells."""
    row: list[int] = []
    for cell in subject.cells:
        if cell is not None and cell in wanted:
            row.append(cell)
        elif row:
            yield row[0], row[-1]
            row = []
    if row:
        yield row[0], row[-1]


def _range(subject: Subject, first: int, last: int) -> str:
    low, low_in = (subject.order[first // 2], True) if first % 2 else (subject.between(first)[0], False)
    high, high_in = (subject.order[last // 2], True) if last % 2 else (subject.between(last)[1], False)
    low, low_in = (subject.low, True) if low is None and subject.low is not None else (low, low_in)
    high, high_in = (subject.high, True) if high is None and subject.high is not None else (high, high_in)
    if subject.kind is Kind.WHOLE and low is not None and high is not None:
        low, low_in = (low, True) if low_in else (math.floor(low) + 1, True)
        high, high_in = (high, True) if high_in else (math.ceil(high) - 1, True)
    below, above, or_less, or_more = _LATER if subject.type in _TIMES else _MORE
    start, end = (None if each is None else _shown(subject, each) for each in (low, high))
    if start is None and end is None:
        return "anything"
    if start is None:
        return f"{end} {or_less}" if high_in else f"{below} {end}"
    if end is None:
        return f"{start} {or_more}" if low_in else f"{above} {start}"
    if low == high:
        return start
    return f"{'from' if low_in else above} {start} {_upper(end, below, low_in=low_in, high_in=high_in)}"


def _upper(end: str, below: str, *, low_in: bool, high_in: bool) -> str:
    if high_in:
        return f"to {end}" if low_in else f"up to {end}"
    return f"to {below} {end}" if low_in else f"and {below} {end}"


def _shown(subject: Subject, value: Any) -> str:
    if value in subject.constants:
        return subject.constants[value]
    return constants.day(value) if subject.type == g.DATE else str(value)
