"""Facts from outside: fetched outside of any transaction, while everybody else goes on."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, wait
from datetime import UTC, datetime
from typing import Any

import pytest

from orchestra_dsl.graph.calendar import Calendar
from orchestra_dsl.interpreter.commit import FactKey
from orchestra_dsl.interpreter.events import Event, ItemClaimed, ItemReleased, Ref
from orchestra_dsl.interpreter.program import Program
from orchestra_dsl.interpreter.state import State
from orchestra_dsl.interpreter.step import step
from orchestra_dsl.plugin.directory import Directories
from orchestra_dsl.plugin.people import People
from orchestra_dsl.plugin.problems import PluginProblem
from orchestra_dsl.runtime import writer
from orchestra_dsl.runtime.applying import batch, facts
from orchestra_dsl.runtime.applying.facts import AtOnce, Facts, NeedsOutside, look_up
from orchestra_dsl.runtime.calendars.days import Days
from orchestra_dsl.runtime.errors import FactsUnavailable, Refusal
from orchestra_dsl.runtime.requests.deliver import Deliver
from orchestra_dsl.runtime.requests.start import Start
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.store.port import Store
from orchestra_dsl.runtime.worker import underway
from orchestra_dsl.workspace.people import LazyDirectory
from tests.patience import PATIENCE
from tests.runtime.conftest import MakeWorld
from tests.runtime.graphs import both, ends_at_once, flow, on_business_days, on_case, person, ready
from tests.runtime.slow_people import Slow
from tests.runtime.world import ANN, PEOPLE, World


def begin(here: World, orchestration: str) -> Future[str]:
    """Start a run without waiting for it."""
    return here.engine.submit(Start(here.engine.programs.orchestration(orchestration), ("1",), ANN))


def test_other_runs_go_on_while_one_waits_for_the_directory(world: MakeWorld, store: Store, slow: Slow) -> None:
    here = world(person(), flow(), store=store, directory=slow)
    here.case()
    waiting = begin(here, "person")
    assert here.engine.runs.get(here.start("flow")).open
    assert not waiting.done()
    slow.let.set()
    assert here.engine.runs.get(waiting.result(PATIENCE)).open[1].element == "s.fix"


def test_an_event_that_waits_keeps_its_place_in_the_line_of_its_run(world: MakeWorld, slow: Slow) -> None:
    here = world(person(), directory=slow)
    here.case()
    slow.let.set()
    run = here.start("person")
    key = here.engine.run_key(run)
    slow.let.clear()
    ref = Ref(1, 1)
    here.engine.submit(Deliver(key, ItemClaimed(ref), ANN)).result(
        PATIENCE
    )  # asks about membership, which answers at once
    acts: list[Any] = [ItemReleased(ref), ItemClaimed(ref), ItemReleased(ref)]
    answers = [here.engine.submit(Deliver(key, act, ANN)) for act in acts]
    slow.let.set()
    assert all(answer.result(PATIENCE) for answer in answers)
    assert here.events(run) == ["started", "item claimed", "item released", "item claimed", "item released"]


def test_the_line_behind_a_waiting_event_waits_too(world: MakeWorld) -> None:
    class SlowToTell(Slow):
        """Slow about membership."""

        asked_about_members = threading.Event()

        def member(self, user: str, principal: str) -> bool:
            """Wait, then answer."""
            self.asked_about_members.set()
            assert self.let.wait(PATIENCE)
            return super().member(user, principal)

    directory = SlowToTell()
    directory.let.set()
    here = world(person(), directory=directory)
    here.case()
    key = here.engine.run_key(run := here.start("person"))
    directory.let.clear()
    ref = Ref(1, 1)
    first = here.engine.submit(Deliver(key, ItemClaimed(ref), ANN))
    assert directory.asked_about_members.wait(PATIENCE)
    behind = [here.engine.submit(Deliver(key, act, ANN)) for act in (ItemReleased(ref), ItemClaimed(ref))]
    assert not wait([first, *behind], 0.2).done
    directory.let.set()
    assert [each.result(PATIENCE) for each in (first, *behind)] == [True, True, True]
    assert here.events(run)[1:] == ["item claimed", "item released", "item claimed"]


def test_what_was_asked_is_part_of_the_history(world: MakeWorld, store: Store) -> None:
    here = world(person(), store=store)
    here.case()
    run = here.start("person")
    (row,) = here.engine.runs.events(run)
    asked = {("known", "group:Agents"): True, ("someone", "group:Agents", ()): True}
    assert dict(row.past.facts) == asked | {("policies",): {}}
    assert row.actor == "user:ann"


def test_people_are_told_when_the_directory_fails_and_may_try_again(world: MakeWorld, slow: Slow) -> None:
    here = world(person(), directory=slow)
    here.case()
    slow.let.set()
    slow.fails = ConnectionError("the LDAP server is away")
    with pytest.raises(FactsUnavailable, match="the LDAP server is away"):
        here.start("person")
    assert here.engine.runs.count() == 0
    slow.fails = None
    assert here.start("person")


def test_an_event_of_the_engine_waits_until_the_directory_is_back(
    world: MakeWorld, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(underway, "FIRST_DELAY", 0.02)
    monkeypatch.setattr("orchestra_dsl.runtime.worker.again.AGAIN", 0.02)
    here = world(both(), directory=slow)
    here.case()
    slow.let.set()
    slow.fails = ConnectionError("the LDAP server is away")
    here.work()
    run = here.start("both")
    while len(slow.asked) < 3:
        assert here.events(run) == ["started"]
    slow.fails = None
    here.settle()
    assert here.events(run) == ["started", "flow returned"]
    assert [item.element for item in here.engine.work.for_user("user:ann")] == ["s.fix"]


def test_a_run_that_a_record_started_waits_for_the_directory_without_holding_up_the_record(
    world: MakeWorld, slow: Slow
) -> None:
    here = world(person("p", on_case()), directory=slow)
    (run,) = here.case()
    assert here.engine.runs.get(run).status.words == "not started"
    here.work()
    slow.let.set()
    here.settle()
    assert here.engine.runs.get(run).status.words == "active"


def test_a_directory_that_never_answers_is_given_up(
    world: MakeWorld, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "PATIENCE", 0.1)
    here = world(person(), ends_at_once("nothing"), directory=slow)
    here.case()
    with pytest.raises(FactsUnavailable, match="has not answered"):
        here.start("person")
    assert here.ended(here.start("nothing")) == "Done"


def test_a_group_is_asked_about_in_one_journey(world: MakeWorld, slow: Slow) -> None:
    here = world(person(), directory=slow)
    here.case()
    slow.let.set()
    here.start("person")
    assert slow.asked == ["group:Agents"]


@pytest.fixture
def no_zones(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """A machine on which no calendar can be used, until this is undone."""

    def missing(_: Calendar) -> Days:
        raise LookupError("the machine lacks its zone")

    with monkeypatch.context() as machine:
        machine.setattr(facts, "days_of", missing)
        yield machine


@pytest.mark.usefixtures("no_zones")
def test_a_calendar_that_cannot_be_used_is_no_fault_of_the_program(world: MakeWorld, store: Store) -> None:
    here = world(on_business_days(), ends_at_once("nothing"), store=store)
    here.case()
    with pytest.raises(FactsUnavailable, match="the calendar Office cannot be used: the machine lacks its zone"):
        here.start("weekly")
    assert not here.engine.troubles.oldest()
    assert here.ended(here.start("nothing")) == "Done"


def test_a_run_that_a_record_started_waits_until_its_calendar_can_be_used(
    world: MakeWorld, store: Store, no_zones: pytest.MonkeyPatch
) -> None:
    here = world(on_business_days("weekly", on_case()), store=store)
    (run,) = here.case()
    here.work()
    assert here.engine.runs.get(run).status.words == "not started"
    assert not here.engine.troubles.oldest()
    no_zones.undo()
    here.settle()
    assert here.engine.runs.get(run).open[1].element == "s.fix"


def test_offsets_of_zones_are_answered_on_the_spot() -> None:
    with SqliteStore.in_memory().reading() as reads:
        summer = int(datetime(2026, 7, 1, tzinfo=UTC).timestamp()) * 1_000_000
        known: dict[Any, Any] = {}
        keys = [("offset", zone, summer) for zone in ("Europe/Berlin", "UTC", "Nowhere/Else", "../../etc/passwd")]
        look_up(keys, ready(), reads, known)
        assert list(known.values()) == [7200, 0, None, None]
        with pytest.raises(NeedsOutside) as needed:
            look_up([("record", "Case", "1"), ("manager", "user:ann")], ready(), reads, known)
        assert needed.value.keys == (("manager", "user:ann"),)
        assert known["record", "Case", "1"] is None


def test_refusals_do_not_block_a_lane(world: MakeWorld) -> None:
    here = world(person())
    here.case()
    run = here.start("person")
    for _ in range(3):
        with pytest.raises(Refusal):
            here.engine.deliver(run, ItemReleased(Ref(1, 1)), ANN)
    assert here.engine.deliver(run, ItemClaimed(Ref(1, 1)), ANN)


# --- what nobody has to wait for --------------------------------------------------------------------------------------


class Asked(People):
    """A directory that has everybody in memory, and notes who asks."""

    def __init__(self, *, at_hand: bool) -> None:
        super().__init__(PEOPLE)
        self.has = at_hand
        self.threads: set[str] = set()

    @property
    def at_hand(self) -> bool:
        """As the test says."""
        return self.has

    def known(self, principal: str) -> bool:
        """Note the thread."""
        self.threads.add(threading.current_thread().name)
        return super().known(principal)


@pytest.mark.parametrize("at_hand", [True, False])
def test_a_directory_at_hand_is_asked_without_a_journey(world: MakeWorld, *, at_hand: bool) -> None:
    directory = Asked(at_hand=at_hand)
    here = world(person(), directory=directory)
    here.case()
    run = here.start("person")
    (item,) = here.engine.work.of_run(run)
    here.engine.work.complete(item.key, {"ok": True}, ANN)
    assert here.ended(run) == "Done"
    assert (directory.threads == {threading.current_thread().name}) is at_hand


def test_a_file_of_people_is_at_hand_and_what_is_made_from_it_need_not_be(slow: Slow) -> None:
    assert People(PEOPLE).at_hand
    assert not slow.at_hand
    whole = Directories((("one", People(PEOPLE)), ("two", People({}))))
    assert whole.at_hand
    assert not Directories((("one", People(PEOPLE)), ("two", slow))).at_hand
    assert not Directories((("promises", Asked(at_hand=True)),)).at_hand
    assert not Directories(broken=PluginProblem("people", "is broken")).at_hand


def test_a_directory_that_is_loaded_when_it_is_asked_is_not_loaded_for_that() -> None:
    loaded = []

    def find() -> Directories:
        loaded.append(True)
        return Directories((("one", People(PEOPLE)),))

    lazy = LazyDirectory(find)
    assert not lazy.at_hand
    assert not loaded
    assert lazy.known("user:ann")
    assert lazy.at_hand


def test_a_step_that_is_told_what_it_asks_is_not_begun_anew(world: MakeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []

    def noted(program: Program, state: State, event: Event, facts: Facts) -> Any:
        steps.append(type(event.act).__name__)
        return step(program, state, event, facts)

    monkeypatch.setattr(batch, "step", noted)
    here = world(person())
    here.case()
    run = here.start("person")
    (item,) = here.engine.work.of_run(run)
    here.engine.work.complete(item.key, {"ok": True}, ANN)
    assert steps == ["Started", "ItemCompleted"]


def test_what_cannot_be_answered_at_once_is_missing_whatever_the_reason(world: MakeWorld) -> None:
    here = world(flow())
    here.case()
    with here.engine.store.reading() as reads:

        def breaks(key: FactKey) -> Any:
            raise ValueError(key)

        known = AtOnce(here.engine.programs.orchestration("flow").graph, reads, breaks)
        assert known["record", "Case", "1"] is not None
        assert ("record", "Case", "1") in known
        with pytest.raises(KeyError):
            known["known", "user:ann"]
        assert list(known) == [("record", "Case", "1")]
