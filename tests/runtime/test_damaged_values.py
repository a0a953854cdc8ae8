"""A bit that has changed on the disk: what needs the value is told, everything else goes on, nothing is harmed."""

import logging
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from orchestra_dsl.interpreter.events import ItemCompleted, Ref
from orchestra_dsl.plugin import Context
from orchestra_dsl.runtime.clock import SystemClock, VirtualClock
from orchestra_dsl.runtime.errors import ValueDamaged
from orchestra_dsl.runtime.sqlite.codec import BadBlob, pack, unpack_any
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from tests.runtime.conftest import MakeWorld
from tests.runtime.graphs import SECOND, flow, limited, person, ready
from tests.runtime.texts import Place
from tests.runtime.world import ANN, Case, World

pytestmark = pytest.mark.damages


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store is."""
    return tmp_path / "store.db"


def flip(path: Path, table: str, column: str, key: int) -> bytes:
    """Change one bit in the middle of one stored value; answers what is stored then."""
    with closing(sqlite3.connect(path)) as other, other, other.blobopen(table, column, key) as blob:
        damaged = bytearray(blob.read())
        damaged[len(damaged) // 2] ^= 4
        blob.seek(0)
        blob.write(damaged)
    return bytes(damaged)


def stored(path: Path, table: str, column: str, key: int) -> bytes:
    """What is stored there."""
    with closing(sqlite3.connect(path)) as other, other.blobopen(table, column, key, readonly=True) as blob:
        return blob.read()


def begun(path: Path, world: MakeWorld, graph: Any, count: int = 3) -> list[str]:
    """A store with some runs of an orchestration about the case 1; answers their ids."""
    here = world(graph, store=SqliteStore.open(path))
    here.case()
    runs = [here.start(graph.name) for _ in range(count)]
    here.close()
    return runs


def again(path: Path, world: MakeWorld, *graphs: Any) -> World:
    """The store, opened anew."""
    return world(*graphs, store=SqliteStore.open(path))


@pytest.mark.parametrize("bit", range(0, 160, 7))
def test_every_changed_bit_is_noticed(bit: int) -> None:
    data = bytearray(pack({"amount": 150, "status": "New", "list": [1, 2]}))
    assert unpack_any(bytes(data)) == {"amount": 150, "status": "New", "list": [1, 2]}
    data[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BadBlob):
        unpack_any(bytes(data))


@pytest.mark.parametrize("value", [None, 7, "a text", b"", b"abc"])
def test_what_is_no_such_value_at_all_is_noticed(value: Any) -> None:
    with pytest.raises(BadBlob):
        unpack_any(value)


# --- states --------------------------------------------------------------------------------------------------------


def test_a_run_with_a_damaged_state_is_told_and_the_others_go_on(path: Path, world: MakeWorld) -> None:
    runs = begun(path, world, person())
    damaged = flip(path, "run", "state", 2)
    here = again(path, world, person())
    completed = ItemCompleted(Ref(1, 1), {"ok": True})
    with pytest.raises(ValueDamaged, match=f"the state of run {runs[1]} is damaged") as raised:
        here.engine.deliver(runs[1], completed, ANN)
    assert (raised.value.kind, raised.value.where) == ("damaged", str(path))
    assert "put a copy of the store from before in its place" in raised.value.hint
    with pytest.raises(ValueDamaged, match=f"run {runs[1]} is damaged"):
        here.engine.runs.get(runs[1])
    assert here.events(runs[1]) == ["started"]
    for run in (runs[0], runs[2]):
        here.engine.deliver(run, completed, ANN)
        assert here.ended(run) == "Done"
    assert {row.id for row in here.engine.runs.newest()} == set(runs)
    assert stored(path, "run", "state", 2) == damaged


def test_requests_of_one_batch_with_a_damaged_run_are_carried_out(path: Path, world: MakeWorld) -> None:
    runs = begun(path, world, ready(), count=20)
    flip(path, "run", "state", 8)
    here = again(path, world, ready())
    here.engine.records.update("Case", "1", {"status": "Ready"}, ANN)
    assert [here.events(run)[1:] for run in runs] == [["record changed"] * (run != runs[7]) for run in runs]
    (aside,) = here.engine.troubles.oldest()
    assert aside.run_id == runs[7]
    assert aside.error.startswith(f"{path}: the state of run {runs[7]} is damaged")


def test_a_timer_of_a_damaged_run_is_put_aside_and_holds_up_nothing(path: Path, world: MakeWorld) -> None:
    runs = begun(path, world, limited(60))
    damaged = flip(path, "run", "state", 1)
    later = VirtualClock(SystemClock().now() + 3600 * SECOND)
    here = world(limited(60), store=SqliteStore.open(path), clock=later)
    here.work()
    here.settle()
    (aside,) = here.engine.troubles.oldest()
    assert (aside.run_id, stored(path, "run", "state", 1)) == (runs[0], damaged)
    assert [here.ended(run) for run in runs[1:]] == ["Too late", "Too late"]
    with pytest.raises(ValueDamaged):
        here.engine.troubles.resume(aside.key)
    assert here.engine.troubles.oldest() == [aside]


FAMILY = """
orchestration inner(case: Case) { await a first { after 1m { end "Good" } } }
orchestration outer(case: Case) { stage t { background it = run inner(case) } end "Fine" }
"""


def test_what_leads_to_a_damaged_run_is_put_aside_and_the_others_of_its_batch_go_on(path: Path) -> None:
    clock = VirtualClock(SystemClock().now())
    here = Place(FAMILY, store=SqliteStore.open(path), clock=clock)
    here.case()
    parents = [here.start("outer") for _ in range(3)]
    (key,) = (here.engine.run_key(each) for each in parents[1:2])
    here.close()
    flip(path, "run", "state", key)
    here = Place(FAMILY, store=SqliteStore.open(path), clock=clock)
    clock.advance(60 * SECOND)
    here.settle()
    (aside,) = here.engine.troubles.oldest()
    assert (aside.run_id, f"the state of run {parents[1]} is damaged" in aside.error) == (f"{parents[1]}-1", True)
    assert [here.ended(run) for run in (parents[0], parents[2])] == ["Fine", "Fine"]
    here.close()


# --- graphs --------------------------------------------------------------------------------------------------------


def test_runs_of_a_damaged_graph_are_told_and_the_others_go_on(path: Path, world: MakeWorld) -> None:
    (old,) = begun(path, world, flow(), count=1)
    (other,) = begun(path, world, flow("other"), count=1)
    flip(path, "graph", "data", 1)
    here = again(path, world)
    here.work()
    here.settle()
    with pytest.raises(ValueDamaged, match=r"the stored orchestration flow \(\w{12}\) is damaged") as raised:
        here.engine.runs.get(old)
    assert str(path) in str(raised.value)
    assert here.ended(other) == "Done"
    assert here.engine.runs.count() == 2
    assert [aside.run_id for aside in here.engine.troubles.oldest()] == [old]


def test_work_of_a_damaged_graph_keeps_nobody_from_other_work(path: Path, world: MakeWorld) -> None:
    begun(path, world, person(), count=60)
    others = begun(path, world, person("other"), count=2)
    flip(path, "graph", "data", 1)
    here = again(path, world)
    assert [item.run for item in here.engine.work.for_user("user:ann")] == others
    assert [item.run for item in here.engine.work.all_open()] == others
    with pytest.raises(ValueDamaged, match="the stored orchestration person"):
        here.engine.work.get(1)


def test_a_damaged_graph_whose_text_is_there_is_not_missed(path: Path, world: MakeWorld) -> None:
    (run,) = begun(path, world, flow(), count=1)
    flip(path, "graph", "data", 1)
    here = again(path, world, flow())
    here.work()
    here.settle()
    assert here.ended(run) == "Done"


# --- what a worker works off ---------------------------------------------------------------------------------------


def test_a_damaged_call_is_told_once_and_left_out(
    path: Path, world: MakeWorld, caplog: pytest.LogCaptureFixture
) -> None:
    runs = begun(path, world, flow())
    damaged = flip(path, "outbox", "data", 1)
    called: list[str] = []

    def classify(_case: Case, context: Context) -> dict[str, str]:
        called.append(context.run)
        return {"severity": "S1"}

    here = again(path, world, flow())
    with caplog.at_level(logging.ERROR):
        here.work(classify)
        here.settle()
    assert set(called) == set(runs[1:])
    assert caplog.text.count(f"the call 1.1.0.1 of run {runs[0]} is damaged") == 1
    assert stored(path, "outbox", "data", 1) == damaged
    with pytest.raises(ValueDamaged, match="the call"):
        here.engine.runs.get(runs[0])


@pytest.mark.parametrize("ends", ["first", "last"])
def test_pages_go_on_behind_and_before_what_is_damaged(path: Path, world: MakeWorld, ends: str) -> None:
    runs = begun(path, world, person(), count=5)
    flip(path, "item", "data", 1 if ends == "first" else 5)
    whole = runs[1:] if ends == "first" else runs[:-1]
    here = again(path, world, person())
    with here.engine.store.reading() as reads:
        assert [item.run_id for item in reads.open_items(0, 4)] == whole
        assert [item.run_id for item in reads.open_items(0, 3)] == whole[:3]
        assert [item.run_id for item in reads.open_items(0, 50)] == whole
        assert [item.run_id for item in reads.items(range(1, 6))] == whole
    assert len(here.engine.work.for_user("user:ann")) == 4


def test_a_damaged_record_is_told_to_who_reads_it(path: Path, world: MakeWorld) -> None:
    here = world(person(), store=SqliteStore.open(path))
    for id_ in "123":
        here.case(id_)
    here.close()
    damaged = flip(path, "record", "data", 2)
    here = again(path, world, person())
    with pytest.raises(ValueDamaged, match="the record Case 2 is damaged"):
        here.engine.records.get("Case", "2")
    with pytest.raises(ValueDamaged, match="the record Case 2 is damaged"):
        here.engine.records.update("Case", "2", {"amount": 2}, ANN)
    assert [each.id for each in here.engine.records.of_type("Case")] == ["1", "3"]
    here.engine.records.update("Case", "3", {"amount": 2}, ANN)
    assert stored(path, "record", "data", 2) == damaged


def test_a_damaged_event_of_a_history_is_told(path: Path, world: MakeWorld) -> None:
    runs = begun(path, world, person(), count=2)
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE history SET data = substr(data, 1, 20) WHERE run = 1")
    here = again(path, world, person())
    with pytest.raises(ValueDamaged, match=f"event 1 in the history of run {runs[0]} is damaged"):
        here.events(runs[0])
    assert here.events(runs[1]) == ["started"]


def test_a_run_that_is_known_and_has_no_row_is_damaged_and_not_unknown(path: Path, world: MakeWorld) -> None:
    (run,) = begun(path, world, person(), count=1)
    here = again(path, world, person())
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE run SET orchestration = 99")
    with pytest.raises(ValueDamaged, match=f"run {run} is damaged .its row is missing."):
        here.engine.runs.get(run)
