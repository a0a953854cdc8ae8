"""Every kind of event has its function, its word, and its way through the stored form."""

from typing import get_args

import msgspec
import pytest

from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.acts import ACTS, KINDS
from orchestra_dsl.interpreter.machine import Work
from orchestra_dsl.interpreter.operations import OPERATIONS


def test_there_is_a_function_for_every_kind_of_event() -> None:
    """A write that had to wait is none of them: the store does it, and the run is told what became of it."""
    assert ACTS.keys() | {ev.RecordUpdateWanted} == set(get_args(ev.Act))
    assert ev.RecordUpdateWanted not in ACTS


def test_every_kind_of_event_has_a_word_of_its_own() -> None:
    assert len(set(KINDS.values())) == len(KINDS)
    assert KINDS[ev.FlowReturned] == "flow returned"


def test_there_is_a_function_for_every_kind_of_work() -> None:
    assert OPERATIONS.keys() == set(get_args(Work))


@pytest.mark.parametrize(
    "act",
    [
        ev.Started(("1", None, {"a": [1]})),
        ev.FlowReturned(ev.Ref(1, 2, 3, 4), {"n": 1}),
        ev.TimerDue("condition", ev.Ref(1, 2)),
        ev.RecordChanged("Case", "1", None),
        ev.ItemReassigned(ev.Ref(1, 2), ("user:ann",), 3),
        ev.ElementRetried(5),
    ],
)
def test_an_event_crosses_a_process_border(act: ev.Act) -> None:
    event = ev.Event("e", 5, act, "user:ann", "cli", administrator=True)
    for module in (msgspec.json, msgspec.msgpack):
        assert module.decode(module.encode(event), type=ev.Event) == event
