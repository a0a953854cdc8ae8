"""The unit of a duration is written as it is not."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.right import Right
from benchmarks.mistakes.generated.slip import Slip, replaced
from orchestra_dsl.syntax.nodes import BusinessDays, DurationLiteral

_LONG = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def slips(right: Right) -> Iterator[Slip]:
    """Write each unit out, in capitals, shorter or apart, and misspell business days."""
    for node, _ in right.of(DurationLiteral, BusinessDays):
        text = right.covered(node.span)
        wrong = _business(text) if isinstance(node, BusinessDays) else _units(text)
        for each in (wrong[node.span.start % len(wrong)], wrong[(node.span.start + 1) % len(wrong)]):
            yield Slip((replaced(node.span, each),), node.span.start, "O1", f"`{each}` is no duration")


def _units(text: str) -> list[str]:
    number, unit = text[:-1], text[-1]
    return [number + _LONG[unit], number + unit.upper(), f"{number} {_LONG[unit]}", f"{number}{unit}ays", f"{number}y"]


def _business(text: str) -> list[str]:
    return [
        text.replace("business", "buisness"),
        text.replace("business", "working"),
        text.replace("business ", "business_"),
        text.replace(" days", " dyas").replace(" day", " dya"),
        text.partition(" ")[0] + "bd",
    ]
