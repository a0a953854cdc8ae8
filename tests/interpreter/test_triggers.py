"""Whether the write of a record, an event or a schedule starts a run (language.md, section 3, "Start")."""

from functools import partial
from typing import Any

import pytest

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.model import EventTrigger, RecordTrigger, ScheduleTrigger
from orchestra_dsl.graph.types import DECIMAL, INTEGER, TEXT, RecordOf
from orchestra_dsl.interpreter.commit import Need
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.program import Program, load
from orchestra_dsl.interpreter.starting import Starts, by_event, by_schedule
from orchestra_dsl.interpreter.state import Message
from orchestra_dsl.interpreter.triggers import RecordWrite, fired
from tests.interpreter.build import end, graph
from tests.interpreter.terms import NULL, compare, decimal, equal, fails_to_hold, field, literal

NEW = equal(field("Case", "status"), "New")


def trigger(when: ex.Expression | None = NEW, rerun: Any = "once per change", **of: bool) -> Program:
    """A program with one trigger."""
    options: Any = {"created": True, "updated": True, **of}
    return load(
        graph(
            end("Done"),
            parameters={"case": RecordOf("Case")},
            records={"Case": {"status": TEXT, "amount": DECIMAL, "parent": RecordOf("Case")}},
            triggers=(RecordTrigger(parameter=0, record="Case", when=when, rerun=rerun, **options),),
        )
    )


def write(before: dict[str, Any] | None, after: dict[str, Any], record: str = "Case") -> RecordWrite:
    """A write of record 1."""
    return RecordWrite(record, "1", None if before is None else {"id": "1", **before}, {"id": "1", **after})


def starts(program: Program, before: dict[str, Any] | None, after: dict[str, Any]) -> bool | Need:
    """Whether the write starts a run."""
    return fired(program, 0, write(before, after), 0, {})


def test_a_new_record_for_which_the_condition_holds_starts_a_run() -> None:
    """Section 3: `start on case created … when E`."""
    assert starts(trigger(), None, {"status": "New"}) is True
    assert starts(trigger(), None, {"status": "Old"}) is False


def test_a_change_that_makes_the_condition_true_starts_a_run() -> None:
    """Section 3: once per change: E was false before the write and is true after it."""
    assert starts(trigger(), {"status": "Old"}, {"status": "New"}) is True


def test_a_change_after_which_the_condition_still_holds_starts_none() -> None:
    """Section 3: it was true before."""
    assert starts(trigger(), {"status": "New", "amount": "1"}, {"status": "New", "amount": "2"}) is False


@pytest.mark.parametrize("rerun", ["every time", "once per record"])
def test_every_time_asks_only_for_the_record_as_it_is(rerun: str) -> None:
    """Section 3: `every time`; whether a record has had its run is for the store to know."""
    program = trigger(rerun=rerun)
    assert starts(program, {"status": "New"}, {"status": "New"}) is True
    assert starts(program, {"status": "New"}, {"status": "Old"}) is False


def test_created_and_updated_are_told_apart() -> None:
    """Section 3: `created`, `updated`, or both."""
    assert starts(trigger(created=False), None, {"status": "New"}) is False
    assert starts(trigger(created=False), {"status": "Old"}, {"status": "New"}) is True
    assert starts(trigger(updated=False), None, {"status": "New"}) is True
    assert starts(trigger(updated=False), {"status": "Old"}, {"status": "New"}) is False


def test_a_trigger_without_a_condition_starts_with_every_write() -> None:
    """Section 3: `when` may be left out."""
    assert starts(trigger(None), {"status": "a"}, {"status": "a"}) is True


def test_a_write_of_another_record_type_starts_none() -> None:
    """Section 3: the trigger names its parameter, which has a type."""
    assert fired(trigger(), 0, write(None, {"status": "New"}, "Order"), 0, {}) is False


def test_before_reads_the_record_as_it_was() -> None:
    """Section 2: in `start … when` alone, `before(case)`."""
    grown = compare(ex.Coalesce((ex.Before("amount"), decimal("0"))), "<", field("Case", "amount"), DECIMAL)
    assert starts(trigger(grown, "every time"), {"amount": "1"}, {"amount": "2"}) is True
    assert starts(trigger(grown, "every time"), {"amount": "2"}, {"amount": "2"}) is False
    assert starts(trigger(grown, "every time"), None, {"amount": "2"}) is True


def test_changed_tells_whether_the_write_changed_a_field() -> None:
    """Section 2: `changed(case.status)`; every field of a new record has changed."""
    program = trigger(ex.Changed("status"), "every time")
    assert starts(program, {"status": "a"}, {"status": "b"}) is True
    assert starts(program, {"status": "a", "amount": "1"}, {"status": "a", "amount": "2"}) is False
    assert starts(program, None, {"amount": "1"}) is True


def test_changed_holds_once_per_change() -> None:
    """Sections 2 and 3: before the write nothing had changed, so each change starts a run."""
    program = trigger(ex.Changed("status"))
    assert starts(program, {"status": "a"}, {"status": "b"}) is True
    assert starts(program, {"status": "b"}, {"status": "b"}) is False
    both = trigger(ex.And((ex.Changed("status"), NEW)))
    assert starts(both, {"status": "Old"}, {"status": "New"}) is True
    assert starts(both, {"status": "New"}, {"status": "New"}) is False


def test_crossing_a_limit_starts_once_per_change() -> None:
    """Sections 2 and 3: `before` of the time before the write is that time's own value."""
    crossing = ex.And(
        (
            compare(ex.Before("amount"), "<", decimal("10"), DECIMAL),
            compare(field("Case", "amount"), ">=", decimal("10"), DECIMAL),
        )
    )
    program = trigger(crossing)
    assert starts(program, {"amount": "9"}, {"amount": "10"}) is True
    assert starts(program, {"amount": "10"}, {"amount": "11"}) is False


def test_a_trigger_may_need_other_records() -> None:
    """Architecture: what lies outside is asked for by key."""
    program = trigger(equal(field("Case", "status", ex.Get(ex.Parameter(0), "parent", "Case")), "New"))
    asked = fired(program, 0, write(None, {"parent": "2"}), 0, {})
    assert asked == Need((("record", "Case", "2"),))
    facts = {("record", "Case", "2"): {"id": "2", "status": "New"}}
    assert fired(program, 0, write(None, {"parent": "2"}), 0, facts) is True


def test_the_record_is_the_one_that_was_written_whatever_the_facts_say() -> None:
    """Section 3: the condition is asked for this very write."""
    facts = {("record", "Case", "1"): {"id": "1", "status": "Old"}}
    assert fired(trigger(), 0, write(None, {"status": "New"}), 0, facts) is True


def test_a_condition_that_fails_is_reported() -> None:
    """Rule 15: it starts no run, and is not swallowed."""
    with pytest.raises(EvaluationError, match="range of 64 bits"):
        starts(trigger(fails_to_hold()), None, {"status": "New"})


def test_a_condition_that_failed_before_the_write_was_not_true_then() -> None:
    """Section 3: only its value after the write counts."""
    small = compare(field("Case", "amount"), "<", decimal("5"), DECIMAL)
    assert starts(trigger(small), {"status": "a"}, {"status": "a", "amount": "1"}) is True


# --- events and schedules -------------------------------------------------------------------------------------------


def started(trigger: Any, value: ex.Expression) -> Program:
    """A program with a trigger that gives its one parameter, a number, this value."""
    made = graph(
        end("Done"),
        parameters={"n": INTEGER},
        events={"paid": {"order": TEXT}},
        triggers=(trigger(arguments=(value,)),),
    )
    return load(made)


def test_an_argument_without_a_value_starts_nothing_and_says_which() -> None:
    """Section 3: a record that was written before its type had the field may lack what a parameter needs."""
    daily = partial(ScheduleTrigger, cron="0 8 * * *", zone="UTC")
    assert by_schedule(started(daily, literal(7)), 0, 0, {}) == Starts((7,))
    paid = partial(EventTrigger, event="paid")
    with pytest.raises(EvaluationError, match="`n` has no value") as daily_caught:
        by_schedule(started(daily, NULL), 0, 0, {})
    with pytest.raises(EvaluationError, match="`n` has no value") as paid_caught:
        by_event(started(paid, NULL), 0, Message("paid", {"order": "A7"}), 0, {})
    assert (daily_caught.value.code, paid_caught.value.code) == ("MissingValue", "MissingValue")


def test_an_event_that_does_not_fit_starts_nothing_and_says_why() -> None:
    """Section 2: it may have been sent by what knew another form of it."""
    paid = started(partial(EventTrigger, event="paid"), literal(7))
    assert by_event(paid, 0, Message("paid", {"order": "A7"}), 0, {}) == Starts((7,))
    with pytest.raises(EvaluationError, match="order") as caught:
        by_event(paid, 0, Message("paid", {"order": 5}), 0, {})
    assert caught.value.code == "BadValue"
