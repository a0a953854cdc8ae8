"""The parser accepts what the grammar derives."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.syntax.programs import programs, reachable, shortest
from tests.syntax.reading import read
from tests.syntax.test_fuzz import check

REACHABLE = reachable()


@pytest.mark.parametrize("first", range(0, len(REACHABLE), 40))
def test_a_short_program_for_each_production_is_accepted(first: int) -> None:
    lines = [" ".join(shortest(rule, expansion)) for rule, expansion in REACHABLE[first : first + 40]]
    assert read("\n".join(lines)).findings == ()


@settings(max_examples=200, deadline=None)
@given(programs())
def test_what_the_grammar_derives_is_accepted(words: list[str]) -> None:
    assert read(" ".join(words)).findings == ()


@settings(max_examples=100, deadline=None)
@given(
    programs(), st.integers(0, 1_000), st.integers(0, 1_000), st.sampled_from(["", "{0} {0}", "{1}", "{{", "}}", '"'])
)
def test_a_word_left_out_doubled_or_replaced_breaks_nothing(words: list[str], at: int, other: int, form: str) -> None:
    if words:
        words[at % len(words)] = form.format(words[at % len(words)], words[other % len(words)])
    check(" ".join(words))


@pytest.mark.stress
@settings(max_examples=2_000, deadline=None)
@given(programs(most=150))
def test_larger_programs_are_accepted_too(words: list[str]) -> None:
    assert read(" ".join(words)).findings == ()
