"""Formatting programs made from the grammar, with comments and line ends at random places."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestra_dsl.format.faithful import same
from orchestra_dsl.format.formatter import formatted
from orchestra_dsl.source import SourceFile
from tests.format.sources import comments
from tests.syntax.programs import programs, reachable, shortest
from tests.syntax.reading import tree

BETWEEN = [" ", "\n", "\n\n\n", " # {}\n", "\n# {}\n", "\n\n## {}\n\n", "# {}\n# and more\n", "\r\n\t"]


@st.composite
def sources(draw: st.DrawFn, most: int = 30) -> str:
    """Draw a program with something between its words; each comment has a number of its own."""
    words = draw(programs(most))
    rare = st.integers(0, 9).flatmap(lambda number: st.just(" ") if number else st.sampled_from(BETWEEN))
    return "".join(draw(rare).format(place) + word for place, word in enumerate(words))


def form(text: str) -> str:
    """Format a text that is right."""
    result = formatted(SourceFile("a.orch", text))
    assert result.findings == ()
    return result.text


def check(text: str) -> None:
    """Format a text; whatever comes out has to say the same, and to stay as it is from then on."""
    once = form(text)
    assert form(once) == once
    assert same(tree(once), tree(text))
    assert comments(once) == comments(text)
    assert all(line == line.rstrip() for line in once.split("\r\n" if "\r" in once else "\n"))
    assert "\n\n\n" not in once.replace("\r", "")


EACH = [shortest(rule, expansion) for rule, expansion in reachable()]
CHUNKS = ["\n".join(" ".join(words) for words in EACH[first : first + 40]) for first in range(0, len(EACH), 40)]
"""Programs that need every production, some tens to a text."""


@pytest.mark.parametrize("text", CHUNKS)
def test_every_production_is_formatted(text: str) -> None:
    check(text)


@pytest.mark.parametrize("words", EACH[::20])
def test_a_comment_may_stand_anywhere(words: list[str]) -> None:
    check("".join(f"{word} # {place}\n" for place, word in enumerate(words)))


@settings(max_examples=100, deadline=None)
@given(sources())
def test_formatting_settles_and_comments_stay(text: str) -> None:
    check(text)


@settings(max_examples=50, deadline=None)
@given(programs(30), st.data())
def test_how_a_source_was_laid_out_does_not_matter(words: list[str], data: st.DataObject) -> None:
    ends = data.draw(st.sets(st.integers(0, len(words))))
    lines = "".join(word + ("\n" if place in ends else " ") for place, word in enumerate(words))
    assert form(lines) == form(" ".join(words))


@pytest.mark.stress
@settings(max_examples=1_000, deadline=None)
@given(sources(most=120))
def test_larger_programs_settle_too(text: str) -> None:
    check(text)
