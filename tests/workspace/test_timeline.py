"""Every word of a history has a sentence that people understand."""

import re
from pathlib import Path

import pytest

import orchestra_dsl.interpreter
from orchestra_dsl.graph.elements import (
    ROOT,
    AnyElement,
    Assign,
    Background,
    Decision,
    End,
    Fail,
    Interactive,
    Outcome,
    Stage,
    Undo,
)
from orchestra_dsl.graph.expressions import Literal
from orchestra_dsl.graph.model import FORMAT, Graph
from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.graph.types import NOTHING
from orchestra_dsl.runtime.counters.views import Entry
from orchestra_dsl.runtime.counters.views import Line as Note
from orchestra_dsl.workspace.sentences import WORDS
from orchestra_dsl.workspace.timeline import Timeline

SOURCES = Path(orchestra_dsl.interpreter.__file__).parent


def test_every_word_of_the_interpreter_has_a_sentence() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES.glob("*.py"))
    said = set(re.findall(r'\b_?note(?:_instance)?\((?:m, )?[^,()]+(?:\.\w+)?, "([a-z ]+)"', text))
    said |= set(re.findall(r'\bchanged\([^"]*"([a-z ]+)"', text))
    assert {"entered", "opened", "claimed", "retrying", "decided"} <= said, "the search finds the words"
    assert said - WORDS == set()
    ends = (Status.COMPLETED, Status.SKIPPED, Status.DISCONTINUED, Status.CANCELED)
    assert {status.words for status in ends} <= WORDS


def graph() -> Graph:
    stage = Stage(name="resolve", label="Resolve", next=1, steps=(2, 3))
    decision = Decision(name="solved", outcomes=(Outcome("solved.yes", 4),), next=4)
    flow = Background(name="resolve.call", scope=0, arguments=(), parameters=(), outputs=(), flow="crm.call")
    fix = Interactive(
        name="resolve.fix",
        scope=0,
        label="Fix it",
        arguments=(),
        parameters=(),
        outputs=(),
        screen="fix",
        assign=Literal(NOTHING, None),
    )
    return Graph(
        format=FORMAT,
        name="handle",
        label="Handle a case",
        parameters=(),
        elements=(stage, decision, flow, fix, End(name="end", scope=ROOT)),
        first=0,
    )


def told(*notes: tuple[str | None, str, dict[str, object]]) -> list[str]:
    """The lines of one event with these notes."""
    lines = tuple(Note(0, element, what, detail, None) for element, what, detail in notes)
    entry = Entry(1, 0, "kind", None, None, None, lines)
    return [f"{line.place}: {line.text}" for line in Timeline(graph()).lines([entry])]


@pytest.mark.parametrize(
    ("note", "line"),
    [
        ((None, "started", {"by": "user:ann"}), "Handle a case: started by ann"),
        ((None, "failed", {"outcome": "No money"}), "Handle a case: failed: No money"),
        ((None, "canceled", {}), "Handle a case: canceled"),
        (("resolve", "entered", {}), "Resolve: begins"),
        (("resolve", "waiting", {}), "Resolve: waits for its condition"),
        (("resolve", "timed out", {}), "Resolve: took too long"),
        (("resolve.call", "started", {}), "Resolve / call: calls crm.call"),
        (
            ("resolve.call", "retrying", {"code": "Busy", "message": "later", "attempt": 2, "after": 30_000_000}),
            "Resolve / call: attempt 2 failed: later (Busy); trying again in 30s",
        ),
        (
            ("resolve.call", "retrying", {"code": "Busy", "message": "", "attempt": 1, "after": 0}),
            "Resolve / call: attempt 1 failed: Busy; trying again at once",
        ),
        (
            ("resolve.call", "error", {"code": "Timeout", "message": "the flow did not answer in time"}),
            "Resolve / call: in error: the flow did not answer in time (Timeout); it waits for somebody to retry it",
        ),
        (("resolve.call", "handled", {"code": "Busy"}), "Resolve / call: the error Busy is handled"),
        (("resolve.call", "retried", {"by": "user:lena"}), "Resolve / call: lena has it tried again"),
        (("resolve.call", "retried", {"by": None}), "Resolve / call: an administrator has it tried again"),
        (
            ("resolve.fix", "opened", {"candidates": ["user:ann", "group:Agents", "queue:Triage"]}),
            "Resolve / Fix it: open for ann, Agents and Triage",
        ),
        (("resolve.fix", "submitted", {"by": "user:ann"}), "Resolve / Fix it: completed by ann"),
        (("resolve.fix", "skipped", {}), "Resolve / Fix it: skipped"),
        (("solved", "decided", {"outcome": "solved.yes"}), "Decision solved: yes"),
    ],
)
def test_a_note_is_told_as_people_say_it(note: tuple[str | None, str, dict[str, object]], line: str) -> None:
    assert told(note) == [line]


def test_what_another_line_of_the_same_event_says_better_is_left_out() -> None:
    assert told(("resolve", "entered", {}), ("resolve", "started", {})) == ["Resolve: starts"]
    assert told(("resolve", "waiting", {}), ("resolve", "started", {})) == ["Resolve: starts"], "nothing was waited for"
    assert told(
        ("resolve.fix", "submitted", {"by": "user:ann"}), ("resolve.fix", "completed", {}), ("resolve", "completed", {})
    ) == ["Resolve / Fix it: completed by ann", "Resolve: completed"]


def test_a_word_that_is_not_known_is_shown_as_it_is() -> None:
    assert told(("resolve", "pondered", {})) == ["Resolve: pondered"]


@pytest.mark.parametrize(
    ("element", "place"),
    [
        (Undo(name="undo.1", next=0), "Undo"),
        (Assign(name="set.1", variable=0, value=Literal(NOTHING, None), next=0), "Set"),
        (End(name="end.1"), "End"),
        (Fail(name="fail.1", reason=Literal(NOTHING, None)), "Fail"),
    ],
)
def test_every_element_that_can_be_in_error_is_called_something(element: AnyElement, place: str) -> None:
    """What is in error has to be found by whoever mends it (rule 15)."""
    one = Graph(format=FORMAT, name="handle", parameters=(), elements=(element,), first=0)
    assert Timeline(one).place(element.name) == place
