"""Did you mean …?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestra_dsl.diagnostics import did_you_mean, nearest, only_nearest


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("fxi", "fix"),  # swapped
        ("aprove", "approve"),  # missing
        ("approvee", "approve"),  # added
        ("spprove", "approve"),  # wrong
        ("Approve", "approve"),  # case
        ("manual_traige", "manual_triage"),
    ],
)
def test_a_slip_of_the_hand_is_recognised(typed: str, meant: str) -> None:
    assert nearest(typed, ["fix", "approve", "manual_triage", "closing"]) == [meant]


def test_another_word_is_not_offered() -> None:
    assert nearest("severity", ["approve", "fix", "priority"]) == []


def test_a_short_name_may_differ_in_one_letter_only() -> None:
    assert nearest("ab", ["cd"]) == []
    assert nearest("ab", ["ac"]) == ["ac"]


def test_nearer_names_come_first_and_then_the_alphabet() -> None:
    assert nearest("reviews", ["reviewed", "review", "preview"], limit=3) == ["review", "preview", "reviewed"]


def test_of_several_that_are_equally_near_none_is_the_nearest() -> None:
    assert only_nearest("tax", ["tag", "tab"]) is None
    assert only_nearest("fix", ["resolve.fix", "close.fix"]) is None
    assert only_nearest("reviews", ["reviewed", "review"]) == "review"


def test_a_name_without_a_letter_in_common_is_not_near() -> None:
    assert nearest("a", ["b"]) == []
    assert nearest("a", ["A"]) == ["A"]


def test_a_path_that_ends_in_the_name_is_offered_when_nothing_is_near() -> None:
    assert nearest("fix", ["resolve.fix", "triage.classify"]) == ["resolve.fix"]


def test_a_huge_name_is_not_compared() -> None:
    assert nearest("a" * 10_000_000, ["a"]) == []
    assert nearest("a", ["a" * 10_000_000]) == []


def test_the_hint_is_a_sentence() -> None:
    assert did_you_mean("fxi", ["fix"]) == "Did you mean `fix`?"
    assert did_you_mean("tax", ["tag", "tab"]) == "Did you mean `tab` or `tag`?"
    assert did_you_mean("tax", ["tag", "tab", "tam"]) == "Did you mean `tab`, `tag` or `tam`?"


def test_without_a_near_name_there_is_no_hint() -> None:
    assert did_you_mean("severity", ["fix"]) is None


@given(st.text(alphabet="abc", min_size=3, max_size=8), st.data())
def test_any_single_edit_is_recognised(name: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(name) - 1))
    edited = data.draw(
        st.sampled_from(
            [
                name[:place] + name[place + 1 :],
                name[:place] + "x" + name[place:],
                name[:place] + "x" + name[place + 1 :],
                name[:place] + name[place : place + 2][::-1] + name[place + 2 :],
            ]
        )
    )
    assert edited == name or nearest(edited, [name]) == [name]
