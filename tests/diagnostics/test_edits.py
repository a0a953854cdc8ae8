"""Edits of a text: in any order, with the lines that they leave blank taken out, and only where they do not touch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestra_dsl.diagnostics import Edit, Fix
from orchestra_dsl.diagnostics.edits import apart, edited
from orchestra_dsl.source import Span


def edit(start: int, end: int, text: str, file: str = "a.orch") -> Edit:
    return Edit(Span(start, end, file), text)


def without(text: str, removed: str) -> str:
    start = text.index(removed)
    return edited(text, [edit(start, start + len(removed), "")]).text


def test_edits_are_made_wherever_they_stand_and_say_where_they_have_written() -> None:
    done = edited("abcdef", [edit(4, 5, "EEE"), edit(1, 3, ""), edit(6, 6, "!")])
    assert done.text == "adEEEf!"
    assert [done.text[start:end] for start, end in done.written] == ["", "EEE", "!"]


@pytest.mark.parametrize(
    ("text", "removed", "left"),
    [
        ("a\n  let x = 1\nb\n", "let x = 1", "a\nb\n"),
        ("a\r\n  let x = 1\t\r\nb\r\n", "let x = 1", "a\r\nb\r\n"),
        ("let x = 1\nb", "let x = 1", "b"),
        ("a\nlet x = 1", "let x = 1", "a\n"),
        ("a\n  let x = 1 # why\n", "let x = 1", "a\n   # why\n"),
        ("{ let x = 1 }\n", "let x = 1", "{  }\n"),
        ("a\nlet x =\n  1\nb", "let x =\n  1", "a\nb"),
        ("\ufefflet x = 1\nb", "let x = 1", "\ufeffb"),
    ],
)
def test_a_line_of_which_only_blanks_would_be_left_goes(text: str, removed: str, left: str) -> None:
    assert without(text, removed) == left


def test_two_removals_on_one_line_take_no_more_than_they_should() -> None:
    assert edited("  a b\nc\n", [edit(2, 3, ""), edit(4, 5, "")]).text == "   \nc\n"


def test_what_is_written_ends_its_lines_as_the_text_does() -> None:
    assert edited("a\r\nb\r\n", [edit(0, 1, "x\ny")]).text == "x\r\ny\r\nb\r\n"


def test_of_two_fixes_that_touch_the_first_is_taken() -> None:
    first, touching, behind = Fix("1", [edit(0, 4, "")]), Fix("2", [edit(4, 6, "")]), Fix("3", [edit(8, 9, "")])
    same, elsewhere = Fix("4", [edit(8, 8, "x")]), Fix("5", [edit(0, 4, "", "b.orch")])
    both = Fix("6", [edit(20, 21, ""), edit(2, 3, "")])
    assert apart([first, touching, behind, same, both, elsewhere]) == [first, behind, elsewhere]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 4)), max_size=12))
def test_fixes_that_are_apart_can_be_made_in_any_order(places: list[tuple[int, int]]) -> None:
    fixes = [Fix(str(number), [edit(start, start + length, "#")]) for number, (start, length) in enumerate(places)]
    chosen = apart(fixes)
    text = "x" * 40
    edits = [each for fix in chosen for each in fix.edits]
    assert edited(text, edits).text.count("#") == len(chosen)
    assert edited(text, edits) == edited(text, edits[::-1])
