"""A bracket, a brace or a quote has no partner."""

import re
from collections.abc import Iterator

from benchmarks.mistakes.generated.right import Right
from benchmarks.mistakes.generated.slip import Edit, Slip

_PAIRS = {"{": "}", "(": ")", "[": "]"}
_PARTS = re.compile(r'"[^"\n]*"|#[^\n]*|[{}()\[\]]')


def slips(right: Right) -> Iterator[Slip]:
    """Remove one of each pair, and one quote of each text that stands alone on its line.

    The mistake is where the one that remains stands, as the other is nowhere; with braces, where the block begins.
    """
    opened: list[int] = []
    for found in _PARTS.finditer(right.text):
        text, at = found.group(), found.start()
        if text in _PAIRS:
            opened.append(at)
        elif text in _PAIRS.values():
            start = opened.pop()
            wrong = at if at % 3 else start
            why = f"`{right.text[wrong]}` is missing"
            yield Slip((Edit(wrong, wrong + 1, ""),), start, "O1", why)
        elif text.startswith('"'):
            wrong = at if at % 2 else found.end() - 1
            yield Slip((Edit(wrong, wrong + 1, ""),), at, "O1", "a quote is missing")
