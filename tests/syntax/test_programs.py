"""The parser accepts what the grammar derives."""

import pytest
from hypothesis import given, settings

from tests.syntax.programs import programs, reachable, shortest
from tests.syntax.reading import read

REACHABLE = reachable()


@pytest.mark.parametrize("first", range(0, len(REACHABLE), 40))
def test_a_short_program_for_each_production_is_accepted(first: int) -> None:
    lines = [" ".join(shortest(rule, expansion)) for rule, expansion in REACHABLE[first : first + 40]]
    assert read("\n".join(lines)).findings == ()


@settings(max_examples=200, deadline=None)
@given(programs())
def test_what_the_grammar_derives_is_accepted(words: list[str]) -> None:
    assert read(" ".join(words)).findings == ()


@pytest.mark.stress
@settings(max_examples=20_000, deadline=None)
@given(programs(most=300))
def test_larger_programs_are_accepted_too(words: list[str]) -> None:
    assert read(" ".join(words)).findings == ()
