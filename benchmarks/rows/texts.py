"""Text to tree, beside others.

Each reads a text of its own language, with about as much on a line. Orchestra: nodes with spans, comments, docs.
python-hcl2 is not asked for 100,000 lines.
"""

from collections.abc import Iterator
from functools import partial

from benchmarks.figures import Effort, Figure, Row, Values
from benchmarks.measure import cpu
from benchmarks.readers import Reader, readers


def measure(effort: Effort) -> Iterator[Figure]:
    """Lines a second from a text to its tree, each of as many lines in one run."""
    for lines in (1_000,) if effort.quick else (10_000, 100_000):
        own, *others = readers()
        beside = {each.name: _rate(each, lines) for each in others if lines <= each.most}
        rate = _rate(own, lines)
        if isinstance(rate, Values):
            yield Figure(f"text to tree, lines a second, of {lines:,} lines", rate, beside=beside, more=True)


def _rate(reader: Reader, lines: int) -> Values | str:
    if reader.read is None:
        return "not installed"
    text = reader.text(lines)
    count = text.count("\n")
    taken = cpu(partial(reader.read, text), 5 if lines <= reader.most // 10 else 3)
    return Values("1/s", [count / each for each in taken], f"{len(text) / count:.0f} characters a line")


ROW = Row("texts", "text to tree", __doc__, measure)
