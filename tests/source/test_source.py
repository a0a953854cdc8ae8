"""Files, lines, columns and spans."""

import pytest

from orchestra_dsl.source import Position, SourceFile, Span


def test_lines_and_columns_count_from_one() -> None:
    file = SourceFile("a.orch", "ab\ncd")
    assert [file.position(offset) for offset in range(6)] == [
        Position(1, 1),
        Position(1, 2),
        Position(1, 3),
        Position(2, 1),
        Position(2, 2),
        Position(2, 3),
    ]


def test_a_column_counts_code_points_whatever_their_size_or_width() -> None:
    file = SourceFile("a.orch", "\tä€😀x")
    assert file.position(4) == Position(1, 5)


def test_an_offset_outside_of_the_text_is_refused() -> None:
    file = SourceFile("a.orch", "ab")
    for offset in (-1, 3):
        with pytest.raises(ValueError, match=r"outside the 2 characters of a\.orch"):
            file.position(offset)


@pytest.mark.parametrize(
    ("text", "lines"),
    [("", [""]), ("a", ["a"]), ("a\n", ["a", ""]), ("a\r\nb\r\n", ["a", "b", ""]), ("\n\nx", ["", "", "x"])],
)
def test_a_line_is_given_without_its_end(text: str, lines: list[str]) -> None:
    file = SourceFile("a.orch", text)
    assert file.line_count == len(lines)
    assert [file.line_text(number) for number in range(1, len(lines) + 1)] == lines


def test_a_span_is_half_open() -> None:
    span = Span(2, 4, "a.orch")
    assert [span.contains(offset) for offset in range(6)] == [False, False, True, True, False, False]


def test_a_span_reaches_to_another() -> None:
    assert Span(2, 4, "a.orch").to(Span(7, 9, "a.orch")) == Span(2, 9, "a.orch")


def test_spans_of_different_files_differ() -> None:
    assert Span(2, 4, "a.orch") != Span(2, 4, "b.orch")
