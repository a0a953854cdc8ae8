"""The line of requests: who goes ahead of whom."""

import threading
from typing import Any

from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.lanes import FOR_THE_PATIENT, Lanes
from orchestra_dsl.runtime.requests.request import Lane, Request


class Named(Request[None]):
    """A request that does nothing."""

    def __init__(self, name: str, lane: Lane = None, *, patient: bool = False) -> None:
        super().__init__()
        self.name, self.lane, self.patient = name, lane, patient

    def perform(self, batch: Batch) -> None:
        """Do nothing."""


def lanes_of(*requests: Named) -> Lanes:
    made = Lanes()
    for each in requests:
        assert made.add(each)
    return made


def taken(lanes: Lanes, limit: int = 100) -> list[str]:
    found: Any = lanes.take(limit, 0)
    lanes.end_turn()
    return [each.name for each in found]


def patient(count: int, lane: Lane = None) -> list[Named]:
    return [Named(f"p{number}", number if lane is None else lane, patient=True) for number in range(count)]


def test_others_go_ahead_of_those_that_nobody_waits_for() -> None:
    lanes = lanes_of(*patient(2), Named("ann"), Named("bob"))
    assert taken(lanes) == ["ann", "bob", "p0", "p1"]
    assert (lanes.ready, lanes.waiting) == (False, 0)


def test_a_batch_has_places_for_the_patient_however_many_others_there_are() -> None:
    lanes = lanes_of(*patient(100), *(Named(f"ann{number}") for number in range(100)))
    first = taken(lanes, 50)
    assert len([each for each in first if each.startswith("p")]) == FOR_THE_PATIENT
    assert lanes.waiting == 150


def test_within_a_lane_nobody_is_overtaken() -> None:
    """Rule 21: the events of a run are applied in the order of their arrival."""
    lanes = lanes_of(*patient(2, "run 1"), Named("other", "run 2", patient=True), Named("ann", "run 1"))
    assert taken(lanes) == ["p0", "p1", "ann", "other"]


def test_what_was_put_back_comes_before_what_has_come_meanwhile() -> None:
    lanes = lanes_of(*patient(2, "run 1"), *patient(1))
    assert taken(lanes) == ["p0", "p1", "p0"]
    lanes.add(Named("ann", "run 1"))
    lanes.put_back([Named("again 1", "run 1", patient=True), Named("again 2", "run 2", patient=True)])
    lanes.add(Named("late", "run 1", patient=True))
    assert taken(lanes) == ["again 1", "ann", "again 2", "late"]


def test_who_is_behind_a_parked_request_waits_whether_patient_or_not() -> None:
    lanes = lanes_of(first := Named("first", "run 1"))
    assert taken(lanes) == ["first"]
    lanes.park(first, [])
    for each in (Named("ann", "run 1"), Named("timer", "run 1", patient=True), Named("bob", "run 2")):
        lanes.add(each)
    assert taken(lanes) == ["bob"]
    assert lanes.waiting == 3
    assert lanes.unpark(first, again=True)
    assert taken(lanes) == ["first", "ann", "timer"]


def test_what_is_left_when_it_is_closed_is_answered() -> None:
    lanes = lanes_of(*patient(2), Named("ann"))
    assert {each.name for each in lanes.close() if isinstance(each, Named)} == {"ann", "p0", "p1"}
    assert lanes.take(1, 0) is None
    assert not lanes.add(Named("bob"))


# --- turns ------------------------------------------------------------------------------------------------------------


def test_who_is_in_no_line_has_a_turn_only_where_nobody_else_wants_or_has_one() -> None:
    lanes = Lanes()
    assert lanes.take_turn()
    assert not lanes.take_turn()
    lanes.add(Named("ann"))
    assert lanes.take(100, 0) == [], "somebody has a turn"
    lanes.end_turn()
    assert not lanes.take_turn(), "ann is in line"
    assert taken(lanes) == ["ann"]
    lanes.add(parked := Named("parked"))
    assert lanes.take(100, 0) == [parked]
    lanes.park(parked, [])
    lanes.end_turn()
    assert not lanes.take_turn(), "one is parked, and may have to go first"
    lanes.unpark(parked, again=False)
    assert lanes.take_turn()
    lanes.end_turn()
    lanes.close()
    assert not lanes.take_turn()


def test_a_turn_without_anything_to_do_is_none() -> None:
    lanes = lanes_of(first := Named("first", "run 1"))
    lanes.take(100, 0)
    lanes.park(first, [])
    lanes.end_turn()
    lanes.add(Named("behind", "run 1"))
    assert lanes.take(100, 0) == []
    lanes.add(Named("other", "run 2"))
    assert taken(lanes) == ["other"]


def test_who_waits_for_requests_hears_of_one_that_another_thread_has_parked() -> None:
    lanes, came = Lanes(), threading.Event()

    def serve() -> None:
        assert lanes.take(100, None) == []
        came.set()

    thread = threading.Thread(target=serve)
    thread.start()
    assert lanes.take_turn()
    lanes.park(Named("parked"), [])
    assert came.wait(60)
    thread.join()


def test_it_is_closed_once_the_turn_has_ended() -> None:
    lanes, closed = Lanes(), threading.Event()
    assert lanes.take_turn()
    lanes.add(Named("ann"))

    def close() -> None:
        lanes.close()
        closed.set()

    thread = threading.Thread(target=close)
    thread.start()
    assert not closed.wait(0.05)
    assert not lanes.add(Named("late"))
    assert lanes.take(100, 0) is None
    lanes.end_turn()
    assert closed.wait(60)
    thread.join()
