"""Runs that events from outside start: once under one id, before those that wait, and never in silence."""

import pytest

from orchestra_dsl.plugin.people import People
from orchestra_dsl.runtime.applying import writing
from orchestra_dsl.runtime.errors import FactsUnavailable, StoreError
from orchestra_dsl.runtime.requests import wake_more
from orchestra_dsl.runtime.requests.send import Sent
from tests.runtime.texts import MakePlace, Place
from tests.runtime.world import ANN, PEOPLE

PAID = "event paid { order: text, amount: integer }\n"
STARTS = """
orchestration first(case: Case, amount: decimal) {
  start on paid as p when p.amount > 0 with { case: find(Case, p.order), amount: 100 / (p.amount - 1) }
  await more first { on paid as p where p.order == case.id keep 1d { end "More" } }
}
orchestration second(amount: integer, of: text? ) {
  start on paid as p with { amount: p.amount, of: "a {p.order}" }
  end "Second"
}
"""
WAITS = """
orchestration waits(case: Case) { await a first { on paid as p where p.order == case.id { end "Heard" } } }
"""


def send(here: Place, amount: int = 2, order: str = "1", event_id: str | None = None) -> Sent:
    """Send a payment."""
    sent = here.engine.send("paid", {"order": order, "amount": amount}, ANN, event_id=event_id)
    here.begun += len(sent.started)
    return sent


@pytest.fixture
def here(place: MakePlace) -> Place:
    return place(PAID + STARTS + WAITS, numbered=False)


def ended(here: Place, run: str) -> str:
    view = here.engine.runs.get(run)
    return view.outcome or view.status.words


def test_one_event_starts_every_orchestration_that_it_calls_for_and_reaches_who_waits(here: Place) -> None:
    """Rules 20 and 21: runs that it starts come first, in the order of their orchestrations; then who waits."""
    waiting = here.start("waits")
    sent = send(here)
    assert sent.given == 1
    first, second = (here.engine.runs.get(run) for run in sent.started)
    assert (first.orchestration, second.orchestration) == ("first", "second")
    assert first.arguments == {"case": "1", "amount": "100"}
    assert second.arguments == {"amount": 2, "of": "a 1"}
    assert ended(here, waiting) == "Heard"


def test_a_run_does_not_hear_the_event_that_has_started_it_and_hears_the_next(here: Place) -> None:
    """Rule 20: what listens is a run that was there."""
    run = send(here).started[0]
    assert ended(here, run) == "active"
    assert send(here).given == 1
    assert ended(here, run) == "More"


def test_the_second_one_under_an_id_starts_nothing_and_answers_what_the_first_has(here: Place) -> None:
    once = send(here, event_id="bank/1")
    assert send(here, event_id="bank/1") == once
    assert len(once.started) == 2
    assert len(here.engine.runs.newest()) == 2


def test_an_id_that_a_start_by_hand_has_used_is_another_one_here(here: Place) -> None:
    here.engine.start("waits", {"case": "1"}, ANN, event_id="x")
    assert send(here, event_id="x").given == 1


def test_names_of_starts_writes_and_events_are_of_one_kind_each(here: Place) -> None:
    sent = send(here, event_id="x")
    for amount, name in enumerate(("event/x", "start/x", "write/x", "x")):
        run = here.engine.start("waits", {"case": "1"}, ANN, event_id=name)
        assert here.engine.runs.get(run).orchestration == "waits"
        here.engine.records.put("Case", {"id": "2", "status": "New", "amount": amount}, ANN, event_id=name)
        written = here.engine.records.get("Case", "2")
        assert written is not None
        assert written.fields["amount"] == amount
        assert here.engine.start("waits", {"case": "1"}, ANN, event_id=name) == run
    assert send(here, event_id="x") == sent


def test_a_record_that_is_not_found_is_told_and_keeps_no_other_from_starting(here: Place) -> None:
    sent = send(here, order="9")
    assert sent.unfound == ("first: no Case was found for `case`",)
    assert [here.engine.runs.get(run).orchestration for run in sent.started] == ["second"]


def test_an_argument_that_has_no_value_is_told_and_keeps_no_other_from_starting(here: Place) -> None:
    sent = send(here, amount=1)
    assert sent.problems == ("first: DivisionByZero: a division by zero",)
    assert len(sent.started) == 1


def test_the_runs_of_one_event_are_there_after_a_crash_or_none_is(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise StoreError("full", "store.db", "the disk is full", "Make room.")

    monkeypatch.setattr("orchestra_dsl.runtime.requests.send.wake", full)
    with pytest.raises(StoreError, match="full"):
        send(here, event_id="bank/1")
    assert here.engine.runs.newest() == []
    monkeypatch.undo()
    assert len(send(here, event_id="bank/1").started) == 2


def test_runs_that_begin_later_do_not_hear_an_event_that_is_still_given_out(
    place: MakePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rule 20, where so many listen that they are told in batches."""
    monkeypatch.setattr(writing, "AT_ONCE", 2)
    monkeypatch.setattr(wake_more, "IN_ONE_BATCH", 3)
    here = place(PAID + STARTS + WAITS, numbered=False)
    here.worker.stop()
    waiting = [here.engine.start("waits", {"case": "1"}, ANN) for _ in range(10)]
    assert send(here).given == 10
    late = here.engine.start("waits", {"case": "1"}, ANN)
    here.work_again()
    here.settle()
    assert {ended(here, run) for run in waiting} == {"Heard"}
    assert ended(here, late) == "active"


def test_the_start_of_a_run_says_who_has_sent_the_event(here: Place) -> None:
    entry = here.engine.runs.history(send(here, event_id="bank/7").started[1])[0]
    assert (entry.kind, entry.actor, entry.door) == ("started", "user:ann", "test")


ASKS = """
orchestration asks(who: user, boss: user? ) {
  start on paid as p when user("ann") in members(group("Agents")) with { who: user("ann"), boss: manager(user("ann")) }
  end "Asked"
}
"""


def test_what_a_start_has_to_know_of_people_is_asked_outside(place: MakePlace) -> None:
    here = place(PAID + ASKS, numbered=False)
    sent = send(here, event_id="bank/1")
    assert [ended(here, run) for run in sent.started] == ["Asked"]
    assert here.engine.runs.get(sent.started[0]).arguments["who"] == "user:ann"
    assert send(here, event_id="bank/1") == sent


class Silent(People):
    """A directory that does not answer until it is mended."""

    mended = False

    def members(self, principal: str) -> list[str]:
        if not self.mended:
            raise OSError("the directory is down")
        return list(super().members(principal))

    def manager(self, user: str) -> str | None:
        if not self.mended:
            raise OSError("the directory is down")
        return super().manager(user)


def test_where_the_directory_is_down_nothing_is_done_and_the_event_can_be_sent_anew(place: MakePlace) -> None:
    directory = Silent(PEOPLE)
    here = place(PAID + ASKS + STARTS, directory=directory, numbered=False)
    with pytest.raises(FactsUnavailable, match="the directory is down"):
        send(here, event_id="bank/1")
    assert here.engine.runs.newest() == []
    directory.mended = True
    assert len(send(here, event_id="bank/1").started) == 3


NOTED = """
event noted { case: Case, again: Case? }
orchestration notes(case: Case, again: Case? ) {
  start on noted as e when e.case.amount > 0 and (e.again?.amount ?? 1) > 0 with { case: e.case, again: e.again }
  end
}
"""


def test_an_event_may_bring_records_whose_fields_are_read(place: MakePlace) -> None:
    here = place(NOTED, numbered=False)
    here.case("2", amount=0)

    def note(**fields: str) -> Sent:
        return here.engine.send("noted", fields, ANN)

    assert len(note(case="1").started) == 1
    assert note(case="2") == note(case="1", again="2") == Sent(0), "what the records say does not fit"
    assert note(case="9").unfound == ("notes: RecordGone: there is no Case with the id 9",)


def test_a_record_that_the_condition_does_not_read_has_to_be_there_too(place: MakePlace) -> None:
    here = place(NOTED.replace("e.case.amount > 0 and (e.again?.amount ?? 1) > 0", "e.case != e.again"), numbered=False)
    sent = here.engine.send("noted", {"case": "1", "again": "9"}, ANN)
    assert (sent.started, sent.unfound) == ((), ("notes: again: there is no Case with the id 9",))
