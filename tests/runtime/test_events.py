"""Events from outside: to every run that listens, each once (language.md, rule 20)."""

from collections.abc import Iterator

import msgspec
import pytest

from orchestra_dsl.graph import elements as el
from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.model import EventType, Graph
from orchestra_dsl.graph.types import DECIMAL, TEXT, Field
from orchestra_dsl.runtime.applying import writing
from orchestra_dsl.runtime.errors import Refusal
from tests.runtime.graphs import duration, end, graph, interactive, package, stage, the_case
from tests.runtime.world import ADMIN, ANN, World

PAID = EventType("paid", (Field("order", TEXT), Field("amount", DECIMAL)))


def waits(name: str = "waits", *, kept: bool = False) -> Graph:
    """`await first { on paid as p where p.order == case.id -> end "Done" … }`, with `kept` after a work item."""
    at = 2 if kept else 0
    mine = ex.Compare("==", ex.Get(ex.Binding(at), "order"), ex.Get(the_case, "id", "Case"), TEXT)
    arm = el.EventArm("paid", at + 1, mine, duration(3600) if kept else None, bound=False)
    ahead = (stage("s", (1,), 2), interactive("s.fix", 0)) if kept else ()
    made = graph(name, (*ahead, el.Await(name="a", arms=(arm,), next=at + 1), end()))
    return _listens(made)


def _listens(made: Graph) -> Graph:
    return msgspec.structs.replace(made, events=(PAID,))


@pytest.fixture
def here() -> Iterator[World]:
    world = World(waits(), waits("keeps", kept=True), events=(PAID,))
    world.case("1")
    world.case("2")
    yield world
    world.close()


def test_an_event_is_given_to_every_run_that_listens(here: World) -> None:
    one, two = here.start("waits", "1"), here.start("waits", "2")
    assert here.engine.send("paid", {"order": "1", "amount": "9.5"}, ANN).given == 2
    assert here.ended(one) == "Done"
    assert here.ended(two) == "active"
    assert here.events(one) == ["started", "message arrived"]
    assert here.engine.send("paid", {"order": "2", "amount": "9.5"}, ANN).given == 1
    assert here.ended(two) == "Done"


def test_an_event_to_nobody(here: World) -> None:
    assert here.engine.send("paid", {"order": "1", "amount": "1"}, ANN).given == 0


def test_an_event_that_is_sent_twice_under_one_id_arrives_once(here: World) -> None:
    run = here.start("keeps")
    for _ in range(2):
        assert here.engine.send("paid", {"order": "1", "amount": "1"}, ANN, event_id="bank/1").given == 1
    assert here.events(run) == ["started", "message arrived"]
    (item,) = here.engine.work.for_user("user:ann")
    here.engine.work.complete(item.key, {"ok": True}, ANN)
    assert here.ended(run) == "Done"
    assert here.engine.send("paid", {"order": "1", "amount": "1"}, ANN).given == 0


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"order": "1"}, "amount"),
        ({"order": "1", "amount": "1", "more": 1}, "more"),
        ({"order": "1", "amount": "much"}, "amount"),
    ],
)
def test_fields_are_checked_against_the_declaration(here: World, fields: dict[str, object], says: str) -> None:
    run = here.start("waits")
    with pytest.raises(Refusal, match=says) as refused:
        here.engine.send("paid", fields, ANN)
    assert refused.value.code == "bad value"
    assert here.events(run) == ["started"]


def test_an_event_that_nobody_declares(here: World) -> None:
    with pytest.raises(Refusal, match="there is no event lost; there are: paid"):
        here.engine.send("lost", {}, ANN)


def test_many_runs_are_reached_in_batches_of_their_own(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "AT_ONCE", 3)
    runs = [here.start("waits") for _ in range(10)]
    here.work()
    assert here.engine.send("paid", {"order": "1", "amount": "1"}, ANN).given == 10
    here.settle()
    assert {here.ended(run) for run in runs} == {"Done"}


def test_a_run_that_has_ended_listens_no_longer(here: World) -> None:
    run = here.start("keeps")
    here.engine.runs.cancel(run, ADMIN)
    assert here.engine.send("paid", {"order": "1", "amount": "1"}, ANN).given == 0


def test_what_a_run_waits_for_names_the_event(here: World) -> None:
    run = here.start("waits")
    (open_,) = here.engine.runs.get(run).open
    assert open_.events == ("paid",)
    assert open_.reads == ()


def test_a_message_that_an_older_version_does_not_understand_is_noted(here: World) -> None:
    run = here.start("waits")
    newer = EventType("paid", (Field("order", TEXT), Field("cents", TEXT)))
    here.engine.install(package(waits(), events=(newer,)))
    assert here.engine.send("paid", {"order": "1", "cents": "100"}, ANN).given == 1
    assert here.ended(run) == "active"
    last = here.engine.runs.history(run)[-1]
    (line,) = last.lines
    assert (line.what, line.detail["event"]) == ("not understood", "paid")
    assert "amount" in line.detail["message"]
