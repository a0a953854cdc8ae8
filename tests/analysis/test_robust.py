"""No text makes the checker raise: sources with words missing, doubled, swapped and replaced."""

import re
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestra_dsl.analysis.check import check
from orchestra_dsl.analysis.flow.conditions.reader import Reader
from orchestra_dsl.analysis.flow.conditions.search import constant
from orchestra_dsl.graph import types as g
from orchestra_dsl.source import SourceFile, Span
from orchestra_dsl.syntax import nodes as n
from tests.analysis.expected import CASES

SOURCES = {
    path.relative_to(CASES).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(CASES.rglob("*.orch"))
    if not path.name.endswith("_part.orch")
}
_WORD = re.compile(r'"[^"\n]*"|\w+|#.*|\s+|[^\w\s]')
WORDS = sorted({word for text in SOURCES.values() for word in _WORD.findall(text) if not word.startswith("#")})


def changed(text: str, random: Random) -> str:
    """The text with some of its words changed at random."""
    words = _WORD.findall(text)
    for _ in range(random.randint(1, 8)):
        place = random.randrange(len(words))
        match random.randrange(4):
            case 0:
                words[place] = ""
            case 1:
                words[place] = random.choice(WORDS)
            case 2:
                other = random.randrange(len(words))
                words[place], words[other] = words[other], words[place]
            case _:
                words.insert(place, random.choice(words))
    return "".join(words)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(SOURCES)), st.integers(0, 2**32))
def test_a_changed_source_gives_findings_and_no_error(entry: str, seed: int) -> None:
    text = changed(SOURCES[entry], Random(seed))  # noqa: S311 - not for secrets

    def load(path: str) -> SourceFile:
        return SourceFile(path, text if path == entry else (CASES / path).read_text(encoding="utf-8"))

    for finding in check(entry, load).diagnostics:
        assert 0 <= finding.span.start <= finding.span.end
        assert finding.message.endswith((".", "?", "…"))


DECLARED = """
record Case { amount: decimal status: "New" | "Old" }
flow kind(case: Case) -> { severity: "S1" | "S2" }
flow write(case: Case) writes Case.status
"""
RIVALS = """orchestration o(case: Case) "O" { stage s "S" {
  background k = kind(case)
  background a = write(case) { start after k only if k.severity %s "S1" }
  background b = write(case) { start after k only if k.severity == "S2" }
} }"""


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (RIVALS % "==", []),
        (RIVALS % "!=", ["O502"]),
        (RIVALS % ">=", ["O307"]),  # whether they exclude each other is seen when that is mended
        ('orchestration o(case: Case) "O" { repeat while { wait 1d } }', ["O101"]),
        ('orchestration o(case: Case) "O" { repeat while 0.0 { wait 1d } }', ["O301"]),
    ],
)
def test_nothing_is_concluded_from_what_is_wrong(text: str, codes: list[str]) -> None:
    found = check("a.orch", lambda path: SourceFile(path, DECLARED + text)).diagnostics
    assert [each.code for each in found] == codes


def test_a_condition_of_a_wrong_type_is_read_as_true_or_false() -> None:
    checked = check("a.orch", lambda path: SourceFile(path, DECLARED + RIVALS % "==")).checked
    number = n.DecimalLiteral(span=Span(0, 0, "a.orch"), value=Decimal("0.0"))
    checked.types[number] = g.DECIMAL
    more = n.Comparison(span=number.span, left=number, operator="==", right=number)
    both = n.And(span=number.span, operands=(more, number))
    assert constant(Reader(checked).formula(both)) is None
