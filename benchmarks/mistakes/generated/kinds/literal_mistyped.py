"""A value of a closed set is written as none of it is."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.expected import expectations
from benchmarks.mistakes.generated.right import Right
from benchmarks.mistakes.generated.slip import Slip, replaced
from benchmarks.mistakes.generated.spelling import misspelt
from benchmarks.mistakes.generated.types import plain
from orchestra_dsl.syntax.nodes import TextLiteral, UnionType


def slips(right: Right) -> Iterator[Slip]:
    """Misspell each text that stands where one of a closed set is expected, or write it in small letters."""
    for each in expectations(right):
        text, union = each.value, plain(each.type)
        if not isinstance(text, TextLiteral) or not isinstance(union, UnionType):
            continue
        known = {member.value for member in union.members}
        small = text.span.start % 4 == 0
        wrong = text.value.lower() if small else misspelt(text.value, known, text.span.start)
        if text.value in known and wrong and wrong not in known:
            why = f'"{wrong}" is none of the values that are possible'
            yield Slip((replaced(text.span, f'"{wrong}"'),), text.span.start, "O3", why)
