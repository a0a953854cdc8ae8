"""Starting runs and delivering events: once, in order, acknowledged after the commit."""

from concurrent.futures import wait
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestra_dsl.graph.model import Parameter
from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.graph.types import BOOLEAN
from orchestra_dsl.interpreter.events import Act, FlowReturned, ItemClaimed, ItemReleased, Ref
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.errors import Refusal, StoreError
from orchestra_dsl.runtime.requests.deliver import Deliver
from orchestra_dsl.runtime.requests.start import Start
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.store.port import Store
from tests.runtime.conftest import MakeWorld
from tests.runtime.graphs import both, end, flow, graph, on_case, person
from tests.runtime.world import ADMIN, ANN, BOB


def test_a_run_goes_as_far_as_it_can_and_is_stored(world: MakeWorld, store: Store) -> None:
    here = world(person(), store=store)
    here.case()
    run = here.start("person")
    view = here.engine.runs.get(run)
    assert view.status == Status.ACTIVE
    assert view.arguments == {"case": "1"}
    assert [(each.element, each.status) for each in view.open] == [("s", Status.ACTIVE), ("s.fix", Status.ACTIVE)]
    assert view.started_by == "user:ann"
    assert view.started_at == view.updated_at


def test_a_start_with_wrong_arguments_is_refused_and_leaves_nothing(world: MakeWorld) -> None:
    here = world(person())
    for arguments, said in (
        ({}, "case: it is missing"),
        ({"case": "7"}, "case: there is no Case with the id 7"),
        ({"case": "7", "who": "ann"}, "who: there is no such field"),
    ):
        with pytest.raises(Refusal, match=said):
            here.engine.start("person", arguments, ANN)
    with pytest.raises(Refusal, match="there is no orchestration nobody; there are: person"):
        here.engine.start("nobody", {}, ANN)
    assert here.engine.runs.count() == 0


def test_an_argument_that_is_not_given_has_its_default(world: MakeWorld) -> None:
    wanted = (*flow().parameters, Parameter("urgent", BOOLEAN, default=False))
    here = world(replace(flow("flow", on_case()), parameters=wanted))
    (triggered,) = here.case()
    by_hand = [here.engine.start("flow", {"case": "1", **more}, ANN) for more in ({}, {"urgent": True})]
    arguments = [here.engine.runs.get(run).arguments for run in (triggered, *by_hand)]
    assert arguments == [{"case": "1", "urgent": False}, {"case": "1", "urgent": False}, {"case": "1", "urgent": True}]
    with pytest.raises(Refusal, match='urgent: boolean is expected, not "perhaps"'):
        here.engine.start("flow", {"case": "1", "urgent": "perhaps"}, ANN)


def test_a_start_under_one_name_makes_one_run(world: MakeWorld, store: Store) -> None:
    here = world(person(), store=store)
    here.case()
    first = here.engine.start("person", {"case": "1"}, ANN, event_id="order-17")
    assert here.engine.start("person", {"case": "1"}, ANN, event_id="order-17") == first
    assert here.engine.start("person", {"case": "1"}, ANN, event_id="order-18") != first
    assert here.engine.runs.count() == 2


def test_an_event_under_one_name_is_applied_once(world: MakeWorld, store: Store) -> None:
    here = world(person(), store=store)
    here.case()
    run = here.start("person")
    ref = Ref(1, 1)
    assert here.engine.deliver(run, ItemClaimed(ref), ANN, event_id="click-1")
    here.engine.deliver(run, ItemReleased(ref), ANN)
    assert not here.engine.deliver(run, ItemClaimed(ref), ANN, event_id="click-1")
    assert here.events(run) == ["started", "item claimed", "item released"]


def test_two_deliveries_under_one_name_in_one_batch_are_applied_once(world: MakeWorld) -> None:
    here = world(person())
    here.case()
    key = here.engine.run_key(here.start("person"))
    answers = [here.engine.submit(Deliver(key, ItemClaimed(Ref(1, 1)), ANN, event_id="a")) for _ in range(5)]
    assert [answer.result() for answer in answers].count(True) == 1


def test_a_late_answer_changes_nothing(world: MakeWorld) -> None:
    here = world(flow())
    here.case()
    run = here.start("flow")
    assert here.engine.deliver(run, FlowReturned(Ref(1, 1), {"severity": "S1"}), Acting())
    assert not here.engine.deliver(run, FlowReturned(Ref(1, 1), {"severity": "S2"}), Acting())
    assert here.ended(run) == "Done"
    assert here.events(run) == ["started", "flow returned"]


def test_refusals_say_why(world: MakeWorld) -> None:
    here = world(person())
    here.case()
    run = here.start("person")
    here.engine.deliver(run, ItemClaimed(Ref(1, 1)), ANN)
    with pytest.raises(Refusal, match="ann has claimed this work item") as refused:
        here.engine.deliver(run, ItemClaimed(Ref(1, 1)), BOB)
    assert refused.value.code == "claimed"
    with pytest.raises(Refusal, match="there is no run 0000"):
        here.engine.deliver("0000", ItemClaimed(Ref(1, 1)), BOB)


def test_only_an_administrator_cancels(world: MakeWorld) -> None:
    here = world(person())
    here.case()
    run = here.start("person")
    with pytest.raises(Refusal, match="administrator"):
        here.engine.runs.cancel(run, ANN)
    here.engine.runs.cancel(run, ADMIN, reason="not needed")
    assert here.engine.runs.get(run).status == Status.CANCELED
    assert here.engine.work.for_user("user:ann") == []
    with pytest.raises(Refusal, match="this run is canceled"):
        here.engine.runs.cancel(run, ADMIN)


def test_events_of_one_run_are_applied_in_the_order_of_their_arrival(world: MakeWorld, store: Store) -> None:
    here = world(person(), store=store)
    here.case()
    key = here.engine.run_key(run := here.start("person"))
    acts: list[Act] = [ItemClaimed(Ref(1, 1)), ItemReleased(Ref(1, 1))] * 50
    done = wait([here.engine.submit(Deliver(key, act, ANN)) for act in acts]).done
    assert all(each.result() for each in done)
    assert here.events(run) == ["started", *["item claimed", "item released"] * 50]


def test_many_events_share_a_commit(world: MakeWorld, tmp_path: Path) -> None:
    store = SqliteStore.open(tmp_path / "store.db")
    commits: list[object] = []
    here = world(graph("nothing", (end(),)), store=store)
    here.case()
    orchestration = here.engine.programs.orchestration("nothing")
    here.engine.listen(commits.append)
    wait([here.engine.submit(Start(orchestration, ("1",), ANN)) for _ in range(1000)])
    assert here.engine.runs.count() == 1000
    assert len(commits) < 100


def test_the_whole_process_of_a_flow_and_a_person(world: MakeWorld, store: Store) -> None:
    here = world(both(), store=store)
    here.case()
    here.work()
    run = here.start("both")
    here.settle()
    (item,) = here.engine.work.for_user("user:ann")
    here.engine.work.complete(item.key, {"ok": True}, ANN)
    assert here.ended(run) == "Done"
    lines = [(line.element, line.what) for line in here.engine.runs.timeline(run)]
    assert lines[-3:] == [("s.fix", "completed"), ("s", "completed"), (None, "completed")]


def test_runs_are_listed_newest_first_page_by_page(world: MakeWorld, store: Store) -> None:
    here = world(person(), graph("nothing", (end(),)), store=store)
    here.case()
    started = [here.start("person" if number % 2 else "nothing") for number in range(10)]
    runs = here.engine.runs
    assert [run.id for run in runs.newest()] == started[::-1]
    first = runs.newest(limit=4)
    assert [run.id for run in runs.newest(before=first[-1].key, limit=4)] == started[::-1][4:8]
    assert {run.orchestration for run in runs.newest(orchestration="person")} == {"person"}
    assert len(runs.newest(orchestration="person", status=Status.ACTIVE)) == 5
    assert runs.newest(orchestration="person", status=Status.COMPLETED) == []
    assert runs.newest(orchestration="unknown") == []
    assert (runs.count(), runs.count(Status.ACTIVE), runs.count(cap=3)) == (10, 5, 4)


def test_a_run_is_found_by_the_beginning_of_its_id(world: MakeWorld) -> None:
    here = world(person())
    here.case()
    runs = [here.start("person") for _ in range(40)]
    assert here.engine.runs.find(runs[0][:9]) == runs[0]
    with pytest.raises(Refusal, match="several runs begin with"):
        here.engine.runs.find("")
    with pytest.raises(Refusal, match="there is no run zz-"):
        here.engine.runs.find("zz-")


def test_a_run_is_followed_while_it_goes_on(world: MakeWorld, store: Store) -> None:
    here = world(both(), store=store)
    here.case()
    run = here.start("both")
    seen = here.engine.runs.follow(run)
    assert next(seen).kind == "started"
    here.work()
    assert next(seen).kind == "flow returned"
    here.engine.work.complete(here.engine.work.of_run(run)[0].key, {"ok": True}, ANN)
    assert [entry.kind for entry in seen] == ["item completed"]
    waiting = here.start("both", "1")
    here.settle()
    assert len(list(here.engine.runs.follow(waiting, timeout=0.1))) == 2


def test_a_closed_engine_says_so(world: MakeWorld) -> None:
    here = world(person())
    here.case()
    here.engine.close()
    with pytest.raises(StoreError, match="closed"):
        here.start("person")
    with pytest.raises(StoreError, match="closed"):
        here.engine.runs.newest()
