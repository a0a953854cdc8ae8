"""Records: checked, kept, and read afresh; their writes start runs and wake those that read what has changed."""

import pytest

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.types import INTEGER
from orchestra_dsl.interpreter import step as step_module
from orchestra_dsl.runtime.applying import batch, writing
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.requests import wake_more
from orchestra_dsl.runtime.store.port import Store
from tests.runtime.conftest import MakeWorld
from tests.runtime.graphs import ends_at_once, field_is, flow, on_case, person, ready
from tests.runtime.world import ANN, World


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The runs that were stepped, in order."""
    taken: list[str] = []

    def counted(program, state, event, facts):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - as `step`
        taken.append(state.run)
        return step_module.step(program, state, event, facts)

    monkeypatch.setattr(batch, "step", counted)
    return taken


def test_a_record_is_kept_with_a_version(world: MakeWorld, store: Store) -> None:
    records = world(person(), store=store).engine.records
    assert records.put("Case", {"id": "1", "status": "New", "amount": 1}, ANN).version == 1
    assert records.put("Case", {"id": "1", "status": "Open", "amount": 1}, ANN).version == 2
    assert records.put("Case", {"id": "1", "status": "Open", "amount": 1}, ANN).version == 2
    assert records.update("Case", "1", {"note": "urgent"}, ANN).version == 3
    assert records.update("Case", "1", {"note": None}, ANN).version == 4
    found = records.get("Case", "1")
    assert found is not None
    assert found.fields == {"id": "1", "status": "Open", "amount": 1}
    assert [each.id for each in records.of_type("Case")] == ["1"]


def test_a_record_that_does_not_fit_is_refused(world: MakeWorld) -> None:
    records = world(person()).engine.records
    for fields, said in (
        ({"status": "New", "amount": 1}, "Case.id: it is missing"),
        ({"id": "1", "status": "New", "amount": "many"}, 'Case.amount: integer is expected, not "many"'),
        ({"id": "1", "status": "New", "amount": 1, "colour": "red"}, "there is no such field"),
    ):
        with pytest.raises(Refusal, match=said):
            records.put("Case", fields, ANN)
    with pytest.raises(Refusal, match="there is no Case with the id 1"):
        records.update("Case", "1", {"status": "New"}, ANN)
    with pytest.raises(Refusal, match="there is no record type Order; there are: Case"):
        records.put("Order", {}, ANN)
    assert records.get("Case", "1") is None


def test_a_write_under_one_name_is_done_once(world: MakeWorld) -> None:
    here = world(ends_at_once("always", on_case("every time")))
    fields = {"id": "1", "status": "New", "amount": 1}
    assert len(here.engine.records.put("Case", fields, ANN, event_id="mail-1").started) == 1
    assert here.engine.records.put("Case", fields, ANN, event_id="mail-1").started == ()
    assert here.engine.runs.count() == 1


def test_once_per_change_starts_when_the_condition_becomes_true(world: MakeWorld, store: Store) -> None:
    here = world(ends_at_once("t", on_case("once per change", field_is("status", "Ready"))), store=store)
    assert here.case(status="New") == []
    assert len(here.case(status="Ready")) == 1
    assert here.case(status="Ready", amount=2) == []
    assert here.case(status="New") == []
    assert len(here.case(status="Ready")) == 1
    assert len(here.case("2", status="Ready")) == 1


def test_once_per_record_starts_once_for_ever(world: MakeWorld, store: Store) -> None:
    here = world(ends_at_once("t", on_case("once per record", field_is("status", "Ready"))), store=store)
    started = [here.case(status=status) for status in ("New", "Ready", "New", "Ready")]
    assert [len(each) for each in started] == [0, 1, 0, 0]
    here.engine.records.delete("Case", "1", ANN)
    assert here.case(status="Ready") == []
    assert len(here.case("2", status="Ready")) == 1


def test_every_time_starts_at_every_write(world: MakeWorld, store: Store) -> None:
    here = world(ends_at_once("t", on_case("every time", field_is("status", "Ready"))), store=store)
    assert [len(here.case(status=status)) for status in ("Ready", "Ready", "New", "Ready")] == [1, 1, 0, 1]


def test_one_write_starts_every_orchestration_that_it_calls_for(world: MakeWorld) -> None:
    here = world(ends_at_once("a", on_case()), flow("b", on_case()), person("c"))
    started = here.case()
    assert [here.engine.runs.get(run).orchestration for run in started] == ["a", "b"]
    assert here.ended(started[0]) == "Done"
    assert [each.calls for each in here.engine.runs.get(started[1]).open] == [(), ("crm.classify",)]
    assert here.engine.runs.get(started[0]).started_by == "user:ann"


def test_a_trigger_that_meets_an_error_is_reported_and_starts_nothing(world: MakeWorld) -> None:
    by_zero = ex.Arithmetic("/", ex.Literal(INTEGER, 1), ex.Literal(INTEGER, 0), "decimal")
    broken = ex.Compare(">", by_zero, ex.Literal(INTEGER, 0), INTEGER)
    here = world(ends_at_once("bad", on_case("every time", broken)), ends_at_once("good", on_case()))
    written = here.engine.records.put("Case", {"id": "1", "status": "New", "amount": 1}, ANN)
    assert written.problems == ("bad: DivisionByZero: a division by zero",)
    assert len(written.started) == 1
    assert here.engine.records.get("Case", "1") is not None


def test_a_change_of_another_field_wakes_nobody(world: MakeWorld, store: Store, steps: list[str]) -> None:
    here = world(ready(), store=store)
    here.case("1")
    here.case("2")
    watching = here.start("ready", "1")
    here.start("ready", "2")
    steps.clear()
    here.engine.records.update("Case", "1", {"amount": 5}, ANN)
    here.engine.records.update("Case", "1", {"note": "still waiting"}, ANN)
    assert steps == []
    here.engine.records.update("Case", "1", {"status": "Open"}, ANN)
    assert set(steps) == {watching}
    assert here.events(watching) == ["started", "record changed"]


def test_a_run_that_has_gone_on_is_woken_no_more(world: MakeWorld, steps: list[str]) -> None:
    here = world(ready())
    here.case()
    run = here.start("ready")
    here.engine.records.update("Case", "1", {"status": "Ready"}, ANN)
    assert here.engine.runs.get(run).open[0].reads == ()
    steps.clear()
    here.engine.records.update("Case", "1", {"status": "New"}, ANN)
    assert steps == []


def test_a_deleted_record_wakes_whoever_reads_it(world: MakeWorld, store: Store) -> None:
    here = world(ready(), store=store)
    here.case()
    run = here.start("ready")
    assert here.engine.records.delete("Case", "1", ANN)
    assert here.ended(run) == "s: RecordGone: there is no Case with the id 1"
    assert not here.engine.records.delete("Case", "1", ANN)


def test_what_was_written_in_the_same_batch_is_seen(world: MakeWorld) -> None:
    here = world(ready("r", on_case("every time")))
    (run,) = here.case(status="Ready")
    assert here.engine.runs.get(run).open[1].calls == ("crm.classify",)


def test_many_watchers_are_woken_by_and_by_while_others_act(
    world: MakeWorld, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "AT_ONCE", 10)
    monkeypatch.setattr(wake_more, "IN_ONE_BATCH", 25)
    here = world(ready(), person(), store=store)
    here.case()
    runs = [here.start("ready") for _ in range(120)]
    here.engine.records.update("Case", "1", {"status": "Ready"}, ANN)
    assert all(here.events(run) == ["started"] for run in runs)
    here.work(lambda _case, _context: {"severity": "S1"})
    here.start("person")
    here.settle()
    assert {here.ended(run) for run in runs} == {"Done"}
    assert all(here.events(run) == ["started", "record changed", "flow returned"] for run in runs)


def test_the_work_of_waking_is_left_to_the_next_worker_after_a_stop(
    world: MakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "AT_ONCE", 2)
    monkeypatch.setattr(wake_more, "IN_ONE_BATCH", 3)
    here = world(ready())
    here.case()
    runs = [here.start("ready") for _ in range(8)]
    here.engine.records.update("Case", "1", {"status": "Ready"}, ANN)
    for _ in range(2):
        here.engine.submit(wake_more.WakeMore()).result()
    _check_half_woken(here)
    here.work()
    here.settle()
    assert {here.ended(run) for run in runs} == {"Done"}


def _check_half_woken(here: World) -> None:
    with here.engine.store.reading() as reads:
        assert len(reads.inbox(0, 100)) == 6
        change = reads.oldest_change()
    assert change is not None
    assert change.woken == 6


def test_a_case_that_nobody_reads_costs_no_events(world: MakeWorld) -> None:
    here = world(person())
    here.case()
    run = here.start("person")
    here.case(status="Ready")
    assert here.events(run) == ["started"]
