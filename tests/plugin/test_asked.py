"""Predicates answer and screens show, or say why they cannot."""

from datetime import timedelta
from typing import Any, TypedDict

import pytest

from orchestra_dsl.graph.model import Signature
from orchestra_dsl.plugin import (
    Answer,
    View,
    predicate,
    screen,
)
from orchestra_dsl.plugin.invocation import Answered, Failed
from orchestra_dsl.plugin.request import Request
from tests.plugin.calling import kit_of


class Out(TypedDict):
    out: str


def test_a_predicate_answers_and_may_ask_to_be_asked_again() -> None:
    @predicate("quiet")
    def quiet(days: int) -> bool | Answer:
        return days > 3 or Answer(value=False, ask_again_in=timedelta(hours=1))

    @predicate("patient")
    async def patient() -> Answer:
        return Answer(value=True)

    @predicate("eternal")
    def eternal() -> Answer:
        return Answer(value=True, ask_again_in=timedelta.max)

    kit = kit_of(quiet=quiet, patient=patient, eternal=eternal)
    assert kit.ask("eternal", {}) == Answered(answer=True, again_in=100 * 365 * 86_400_000_000)
    assert kit.ask("quiet", {"days": 5}) == Answered(answer=True)
    assert kit.ask("quiet", {"days": 1}) == Answered(answer=False, again_in=3_600_000_000)
    assert kit.ask("patient", {}) == Answered(answer=True)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (None, "should answer true or false, not None"),
        ("yes", "should answer true or false, not 'yes'"),
        (Answer(value=1), "should answer true or false"),  # type: ignore[arg-type]  # that is the mistake
        (Answer(value=True, ask_again_in=timedelta(0)), "asks to be asked again in 0:00:00, which is no time at all"),
        (Answer(value=True, ask_again_in=timedelta(seconds=-1)), "which is no time at all"),
    ],
)
def test_a_predicate_that_answers_something_else_has_failed(answer: Any, problem: str) -> None:
    @predicate("quiet")
    def quiet() -> bool | Answer:
        found: bool = answer
        return found

    failed = kit_of(quiet=quiet).ask("quiet", {})
    assert isinstance(failed, Failed)
    assert failed.code == "BadResult"
    assert problem in failed.message


def test_a_screen_shows_a_view_and_one_that_nobody_supplies_shows_nothing() -> None:
    @screen("fix", asks=Out)
    def fix(number: str) -> View:
        return View(title=f"Case {number}", help={"out": "In one sentence."})

    kit = kit_of(fix=fix)
    assert kit.show("fix", {"number": "C-17"}) == View(title="Case C-17", help={"out": "In one sentence."})
    other = Request(
        declared=Signature("screen", "other", ()),
        arguments={},
        records={},
        fetch=lambda _t, _i: None,
        key="",
        run="r",
        step="s",
    )
    assert kit.calls.screen(other) is None


@pytest.mark.parametrize(
    ("shown", "what"),
    [
        ("text", "the screen fix should answer a View, not 'text'"),
        (View(title=7), "what the screen fix shows should be text, not 7"),  # type: ignore[arg-type]  # a mistake
        (View(help={"out": None}), "what the screen fix shows should be text, not None"),  # type: ignore[dict-item]  # it too
        (View(help="out"), "the screen fix should give its help by field, not 'out'"),  # type: ignore[arg-type]  # it too
        (View(text="x" * 100_001), "the screen fix shows 100,001 characters, where 100,000 are allowed"),
    ],
)
def test_a_screen_that_fails_is_told_as_failed(shown: Any, what: str) -> None:
    @screen("fix", asks=None)
    def fix() -> View:
        view: View = shown
        return view

    assert kit_of(fix=fix).show("fix", {}) == Failed("BadResult", what)
