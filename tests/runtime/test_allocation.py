"""Allocation policies through the engine: whose turn it is, on counts that are rows."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.policies import BUILT_IN
from orchestra_dsl.graph.types import USER
from orchestra_dsl.plugin.people import People
from orchestra_dsl.plugin.policy import policy
from orchestra_dsl.runtime.applying import allocating
from orchestra_dsl.runtime.applying.allocating import Allocation, Candidate
from orchestra_dsl.runtime.counters.replay import replay
from orchestra_dsl.runtime.engine import Engine
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.store.port import Store
from orchestra_dsl.runtime.threads import in_time
from orchestra_dsl.runtime.threads.in_time import InTime
from tests.patience import PATIENCE, wait_for
from tests.runtime.graphs import package, person
from tests.runtime.texts import compiled
from tests.runtime.world import ADMIN, ANN, BOB, PEOPLE

POLICIES = {name: policy(name)(choose) for name, choose in BUILT_IN.items()}
CASE = {"id": "1", "status": "New", "amount": 1}
MANY = """
orchestration many(case: Case) {
  stage s { interactive fix = fix_case(case) { for each n in [1, 2, 3, 4, 5] assign to group("Agents") } }
}
orchestration apart(case: Case) {
  stage s {
    interactive one = fix_case(case) { assign to group("Agents") }
    interactive two = fix_case(case) { assign to group("Agents") exclude user("ann") }
    interactive three = fix_case(case) { assign to group("Agents") }
  }
}
"""


class Desk:
    """An engine whose work is allocated, and the names of those who get it."""

    def __init__(
        self, policy: str, store: Store | None = None, directory: People | None = None, of: str = "group:Agents"
    ) -> None:
        allocation = Allocation({of: policy}, POLICIES.__getitem__)
        people = directory or People({**PEOPLE, "groups": {**PEOPLE["groups"], "Agents": ["ann", "bob", "lena"]}})
        self.engine = Engine(store or SqliteStore.in_memory(), directory=people, allocation=allocation)
        self.engine.install(package(person()))

    def text(self, text: str) -> "Desk":
        """Install the orchestrations of a text instead."""
        self.engine.install(compiled(text))
        return self

    def start(self, orchestration: str = "person", times: int = 1) -> list[str]:
        """Start runs; whom the new items are for, in the order of their opening."""
        self.engine.records.put("Case", CASE, ANN)
        before = len(self.engine.work.all_open())
        for _ in range(times):
            self.engine.start(orchestration, {"case": "1"}, ANN)
        items = self.engine.work.all_open(limit=1000)[before:]
        return [" ".join(each.partition(":")[2] for each in item.candidates) for item in items]


def test_in_turn(store: Store) -> None:
    """Each has their turn, by name, whatever happens with the items."""
    desk = Desk("round_robin", store)
    assert desk.start(times=4) == ["ann", "bob", "lena", "ann"]
    desk.engine.work.complete(2, {"ok": True}, BOB)
    assert desk.start(times=2) == ["bob", "lena"]


def test_the_history_says_whom_which_policy_has_chosen() -> None:
    desk = Desk("round_robin")
    desk.start()
    lines = desk.engine.runs.timeline(desk.engine.runs.newest()[0].id)
    (said,) = (line.detail for line in lines if line.what == "allocated")
    assert said == {"to": "user:ann", "policy": "round_robin"}


def test_the_shortest_queue(store: Store) -> None:
    """Who has the fewest open items, claimed or theirs alone; counts follow claims, completions and reassignments."""
    desk = Desk("shortest_queue", store)
    assert desk.start(times=3) == ["ann", "bob", "lena"]
    desk.engine.work.complete(2, {"ok": True}, BOB)
    assert desk.start() == ["bob"]
    fourth = desk.engine.work.all_open()[-1].key
    desk.engine.work.reassign(1, ["user:bob"], ADMIN)
    assert desk.start(times=2) == ["ann", "lena"]
    desk.engine.work.claim(fourth, BOB)
    with store.writing() as transaction:
        users = ("user:ann", "user:bob", "user:lena")
        assert transaction.workloads(users) == {"user:ann": 1, "user:bob": 2, "user:lena": 2}
    desk.engine.runs.cancel(desk.engine.work.get(fourth).run, ADMIN)
    with store.writing() as transaction:
        assert transaction.workloads(("user:bob",)) == {"user:bob": 1}


def test_whose_turn_lies_longest_back() -> None:
    """A newcomer comes first; then it goes on by what lies longest back."""
    desk = Desk("least_recently_used", directory=People({**PEOPLE, "groups": {"Agents": ["ann", "lena"]}}))
    assert desk.start(times=3) == ["ann", "lena", "ann"]
    again = Desk("least_recently_used", desk.engine.store)
    assert again.start(times=4) == ["bob", "lena", "ann", "bob"]


def test_to_all_by_default() -> None:
    for desk in (Desk("offer_to_all"), Desk("round_robin", of="queue:Other")):
        assert desk.start(times=2) == ["Agents", "Agents"]


def test_a_default_is_for_several_people_and_not_for_one() -> None:
    desk = Desk("round_robin", of="default")
    assert desk.start(times=2) == ["ann", "bob"]
    desk.engine.install(package(person(assign=ex.Literal(USER, "user:lena"))))
    assert desk.start() == ["lena"]
    assert desk.engine.work.get(3).pool == ()


def test_only_the_chosen_one_may_and_released_it_is_everybodys() -> None:
    desk = Desk("round_robin")
    desk.start()
    item = desk.engine.work.get(1)
    assert (item.candidates, item.pool) == (("user:ann",), ("group:Agents",))
    with pytest.raises(Exception, match="bob may not: this work item is for ann"):
        desk.engine.work.claim(1, BOB)
    desk.engine.work.claim(1, ANN)
    item = desk.engine.work.release(1, ANN)
    assert (item.candidates, item.pool) == (("group:Agents",), ())
    desk.engine.work.claim(1, BOB)
    item = desk.engine.work.reassign(1, ["group:Agents"], ADMIN)
    assert item.candidates == ("user:bob",), "who is given work that is for several is chosen too"


def test_within_one_event_everybody_has_their_turn() -> None:
    """Five instances open at once: none is chosen on what was before the first."""
    desk = Desk("round_robin").text(MANY)
    assert desk.start("many") == ["ann", "bob", "lena", "ann", "bob"]
    assert desk.start("many") == ["lena", "ann", "bob", "lena", "ann"]
    assert Desk("shortest_queue").text(MANY).start("many") == ["ann", "bob", "lena", "ann", "bob"]


def test_who_is_excluded_is_not_chosen() -> None:
    """Exclusions beat every policy; those who are left out of one choice have their turn in the next."""
    assert Desk("round_robin").text(MANY).start("apart") == ["ann", "bob", "lena"]
    assert Desk("least_recently_used").text(MANY).start("apart") == ["ann", "bob", "lena"]


def test_who_is_out_of_office_is_not_chosen() -> None:
    now = datetime.now(UTC)
    away = {"from": now - timedelta(hours=1), "until": now + timedelta(hours=1)}
    one = People({**PEOPLE, "absences": [away | {"user": "ann"}]})
    assert Desk("round_robin", directory=one).start(times=2) == ["bob", "bob"]
    all_ = People({**PEOPLE, "absences": [away | {"user": "ann"}, away | {"user": "bob"}]})
    desk = Desk("round_robin", directory=all_)
    assert desk.start() == ["Agents"]
    assert notes(desk) == [("round_robin", "everybody who may do it is out of office")]


def notes(desk: Desk) -> list[tuple[str, str]]:
    """Why items were not allocated."""
    run = desk.engine.runs.newest()[0].id
    lines = desk.engine.runs.timeline(run)
    return [(line.detail["policy"], line.detail["message"]) for line in lines if line.what == "not allocated"]


def _leave(_candidates: object) -> str:
    raise SystemExit


def _interrupt(_candidates: object) -> str:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("choose", "message"),
    [
        (lambda _: "user:zoe", "the policy has chosen user:zoe, who is none of those to choose from"),
        (lambda _: 1 / 0, "division by zero"),
        (_leave, "SystemExit"),
        (_interrupt, "KeyboardInterrupt"),
    ],
)
def test_a_policy_that_fails_leaves_the_work_to_all(choose: object, message: str) -> None:
    """No plugin keeps work from being done."""
    desk = odd_desk(choose)
    assert desk.start() == ["Agents"]
    assert notes(desk) == [("odd", message)]


def test_a_policy_that_hangs_leaves_the_work_to_all_until_it_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The transaction in which an item opens waits for it, and all else waits for that."""
    monkeypatch.setattr(in_time, "LIMIT", 0.01)
    let, over = threading.Event(), threading.Event()

    def hang(candidates: Sequence[Candidate]) -> str:
        assert let.wait(PATIENCE)
        over.set()
        return candidates[0].user

    desk = odd_desk(hang)
    assert desk.start() == ["Agents"]
    assert notes(desk) == [("odd", "it has not answered within 0.01 seconds; it is asked again once it has")]
    assert desk.start() == ["Agents"]
    assert notes(desk) == [("odd", "it still has not answered what it was asked before")]
    monkeypatch.setattr(in_time, "LIMIT", PATIENCE)
    let.set()
    assert over.wait(PATIENCE)
    wait_for(lambda: desk.start() == ["ann"])


def test_a_policy_that_is_slow_may_be_so_as_long_as_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = iter(range(100))
    monkeypatch.setattr(in_time, "LIMIT", 0.01)
    let = threading.Event()

    def stepping() -> int:
        step = next(steps)
        if step == 3:
            let.set()
            monkeypatch.setattr(in_time, "LIMIT", PATIENCE)
        return step

    done = []
    InTime().ask("slow", lambda: done.append(let.wait(PATIENCE)), stepping)
    assert done == [True]


def odd_desk(choose: object) -> Desk:
    """One whose policy chooses like this."""

    class Odd:
        def choose(self, candidates: Sequence[Candidate]) -> str | None:
            answer: str | None = choose(candidates)  # type: ignore[operator]  # a function of this test
            return answer

    desk = Desk("odd")
    desk.engine = Engine(
        SqliteStore.in_memory(),
        directory=People(PEOPLE),
        allocation=Allocation({"group:Agents": "odd"}, lambda _: Odd()),
    )
    desk.engine.install(package(person()))
    return desk


def test_of_very_many_nobody_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allocating, "MOST", 2)
    desk = Desk("round_robin")
    assert desk.start() == ["Agents"]
    assert notes(desk) == [("round_robin", "it is for more than 2 people")]


def test_turns_survive_and_are_the_same_for_every_process(tmp_path: Path) -> None:
    """Two engines on one file take turns with each other."""
    path = tmp_path / "store.db"
    one, two = (Desk("round_robin", SqliteStore.open(path)) for _ in range(2))
    found = [desk.start()[0] for desk in (one, two, one, two)]
    assert found == ["ann", "bob", "lena", "ann"]
    one.engine.close()
    two.engine.close()
    assert Desk("round_robin", SqliteStore.open(path)).start() == ["bob"]


def test_a_replay_chooses_nobody_anew() -> None:
    """Invariant 1: whom a policy has chosen is a fact of the history."""
    desk = Desk("round_robin").text(MANY)
    desk.start("many")
    run = desk.engine.runs.newest()[0].id
    with desk.engine.store.reading() as reads:
        row = reads.run_row(desk.engine.run_key(run))
        assert row is not None
        program = desk.engine.programs.by_key(row.graph, reads)
    (started,) = replay(run, program, desk.engine.runs.events(run))
    asked = [(key[5], key[6], answer) for key, answer in started.row.past.facts if key[0] == "allocation"]
    assert [(begin, count) for begin, count, _ in asked] == [(0, 1), (1, 1), (2, 2), (4, 4)]
    assert not [key for key, _ in started.row.past.facts if key[0] == "present"], "who is there is not kept"


def test_thousands_of_items_are_allocated_in_few_rounds() -> None:
    """One event opens 2,000 items: the choices come in parts that double."""
    text = """
orchestration lots(case: Case) {
  stage s { interactive fix = fix_case(case) { for each n in map(%s, x => x) assign to group("Agents") } }
}
""" % ("[" + ", ".join(map(str, range(2000))) + "]")
    desk = Desk("round_robin").text(text.replace("map(", "(").replace(", x => x)", ")"))
    desk.engine.records.put("Case", CASE, ANN)
    run = desk.engine.start("lots", {"case": "1"}, ANN)
    (entry,) = desk.engine.runs.events(run)
    assert sum(key[0] == "allocation" for key, _ in entry.past.facts) == 12
    with desk.engine.store.writing() as transaction:
        assert sum(transaction.workloads(("user:ann", "user:bob", "user:lena")).values()) == 2000


def test_choosing_costs_the_same_with_many_items() -> None:
    """The counts are rows: what is visited does not grow with the items that there are."""
    desk = Desk("shortest_queue")

    def visited() -> int:
        steps = 0

        def count() -> int:
            nonlocal steps
            steps += 1
            return 0

        with desk.engine.store.writing() as transaction:
            connection = transaction._connection  # type: ignore[attr-defined]  # SQLite's own, to count its instructions
            connection.set_progress_handler(count, 1)
            transaction.workloads(("user:ann", "user:bob", "user:lena"))
            transaction.turns("group:Agents")
            connection.set_progress_handler(None, 0)
        return steps

    desk.start(times=6)
    few = visited()
    desk.start(times=300)
    assert visited() == few
