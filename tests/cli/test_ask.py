"""A form is asked field by field, until each answer fits."""

import os
import threading
import time
from collections.abc import Iterator

import pytest

from orchestra_dsl.cli.ask import ask_form, ask_user
from orchestra_dsl.cli.lines import Lines
from orchestra_dsl.graph.model import Signature
from orchestra_dsl.graph.types import BOOLEAN, DECIMAL, TEXT, Choice, Field, Optional
from orchestra_dsl.workspace.forms import Form, form_of

SCREEN = Signature(
    "screen",
    "fix_case",
    (),
    (Field("resolution", TEXT, "What did you do?"), Field("refund", Optional(DECIMAL), "Refund to grant")),
)


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Standard input as a pipe; answers the end to write to."""
    reading, writing = os.pipe()
    with os.fdopen(reading) as file:
        monkeypatch.setattr("sys.stdin", file)
        yield writing


def always() -> bool:
    return True


def write(handle: int, text: str) -> None:
    os.write(handle, text.encode())
    os.close(handle)


def ask(form: Form) -> dict[str, object] | None:
    return ask_form(Lines(), form, always)


def test_each_field_is_asked_with_its_label_and_what_is_expected(
    typed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    write(typed, "Restarted\n7.50\n")
    help_ = {"refund": "Leave it empty for none."}
    assert ask(form_of(SCREEN, "Fix", "The pump is broken.", help_)) == {"resolution": "Restarted", "refund": "7.5"}
    assert capsys.readouterr().out.splitlines() == [
        "  The pump is broken.",
        "  What did you do? (text): Restarted",
        "  Leave it empty for none.",
        "  Refund to grant (a number, or nothing): 7.50",
    ]


def test_what_does_not_fit_is_asked_again(typed: int, capsys: pytest.CaptureFixture[str]) -> None:
    write(typed, "Restarted\nmuch\n\n")
    assert ask(form_of(SCREEN, "Fix")) == {"resolution": "Restarted"}
    assert '  That does not fit: decimal is expected, not "much"' in capsys.readouterr().out


def test_a_field_without_a_label_is_named_after_itself() -> None:
    form = form_of(
        Signature("screen", "s", (), (Field("is_it_bad", BOOLEAN), Field("how", Choice(("S1", "S2", "S3"))))), ""
    )
    assert [(each.label, each.expected) for each in form.fields] == [
        ("Is it bad", "yes or no"),
        ("How", "S1, S2 or S3"),
    ]


def test_who_leaves_the_form_has_answered_nothing(typed: int) -> None:
    write(typed, "Restarted\n")
    assert ask(form_of(SCREEN, "Fix")) is None


def test_a_question_ends_when_somebody_else_has_answered(typed: int) -> None:
    gone = threading.Event()
    threading.Timer(0.2, gone.set).start()
    began = time.monotonic()
    assert ask_form(Lines(), form_of(SCREEN, "Fix"), lambda: not gone.is_set()) is None
    assert time.monotonic() - began < 60
    os.close(typed)


def test_lines_that_came_at_once_are_answers_to_one_question_each(typed: int) -> None:
    write(typed, "one\ntwo\nthree")
    lines = Lines()
    assert [lines.read(always) for _ in range(4)] == ["one", "two", "three", None]
    assert lines.ended


def test_only_those_who_may_can_say_that_it_is_they(typed: int, capsys: pytest.CaptureFixture[str]) -> None:
    write(typed, "an\nann\n\n")
    lines = Lines()
    assert ask_user(lines, ["ann", "bob"], always) == "ann"
    assert "  an may not. Did you mean `ann`?" in capsys.readouterr().out
    assert ask_user(lines, ["ann", "bob"], always) is None
