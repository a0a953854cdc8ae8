"""No text at all makes the parser raise, loop, or report a place that is not there."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from orchestra_dsl.syntax.nodes import children, walk
from orchestra_dsl.syntax.table import load
from tests.syntax.reading import read

SAMPLE = (Path(__file__).parent / "samples" / "case_management.orch").read_text(encoding="utf-8")
LINES = SAMPLE.split("\n")
PIECES = sorted(
    {*load().keywords, *load().marks, "x", "1", "2.5", "3d", "09:00", '"t"', '"{x}"', "\n", "\n  ", "# c\n"}
)


def check(text: str) -> None:
    """Read a text; whatever comes out has to hang together."""
    result = read(text)
    for finding in result.findings:
        assert 0 <= finding.span.start <= finding.span.end <= len(text)
        assert finding.message.endswith(".")
    for parent in walk(result.tree):
        for child in children(parent):
            assert parent.span.start <= child.span.start <= child.span.end <= parent.span.end


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_any_text(text: str) -> None:
    check(text)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_any_words_of_the_language(pieces: list[str]) -> None:
    check(" ".join(pieces))


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, len(SAMPLE)),
    st.integers(0, 200),
    st.lists(st.sampled_from(PIECES), max_size=5).map(" ".join) | st.text(max_size=8),
)
def test_the_example_with_a_piece_replaced(start: int, size: int, piece: str) -> None:
    check(SAMPLE[:start] + piece + SAMPLE[start + size :])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, len(LINES) - 1), max_size=60))
def test_lines_of_the_example_in_any_order(order: list[int]) -> None:
    check("\n".join(LINES[number] for number in order))


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(SAMPLE)))
def test_the_example_cut_off_anywhere(end: int) -> None:
    check(SAMPLE[:end])
