"""A run explains itself: for each condition what it read, and what came out, from its history alone."""

import msgspec
import pytest

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.types import INTEGER
from orchestra_dsl.interpreter.witness import Asked, Seen
from orchestra_dsl.runtime.counters.replay import replay
from orchestra_dsl.runtime.errors import HistoryDiverges
from orchestra_dsl.runtime.store.port import Store
from tests.runtime.conftest import MakeWorld
from tests.runtime.graphs import field_is, quiet, ready, the_case
from tests.runtime.world import ANN, World

AMOUNT = ex.Get(the_case, "amount", "Case")
LARGE = ex.Compare(">", AMOUNT, ex.Literal(INTEGER, 100), INTEGER)


def asked(here: World, run: str) -> list[list[Asked]]:
    """The conditions of each event that asked some."""
    return [list(each.asked) for each in here.engine.runs.replayed(run) if each.asked]


def test_what_a_condition_read_is_found_again_as_it_was_then(world: MakeWorld, store: Store) -> None:
    here = world(ready(), store=store)
    here.case()
    run = here.start("ready")
    here.engine.records.update("Case", "1", {"status": "Almost"}, ANN)
    here.engine.records.update("Case", "1", {"status": "Ready"}, ANN)
    values = [(one.reads, one.answer) for each in asked(here, run) for one in each]
    assert values == [
        ((Seen("case.status", "New"),), False),
        ((Seen("case.status", "Almost"),), False),
        ((Seen("case.status", "Ready"),), True),
    ]


def test_what_a_condition_does_not_come_to_was_not_read(world: MakeWorld) -> None:
    graph = ready()
    stage = msgspec.structs.replace(graph.elements[0], start_when=ex.And((field_is("status", "Ready"), LARGE)))
    here = world(msgspec.structs.replace(graph, elements=(stage, *graph.elements[1:])))
    here.case()
    run = here.start("ready")
    ((first,),) = asked(here, run)
    assert (first.element, first.clause, first.answer) == (0, "start when", False)
    assert [each.name for each in first.reads] == ["case.status"]


def test_an_error_that_a_condition_meets_is_told(world: MakeWorld) -> None:
    here = world(ready())
    here.case()
    run = here.start("ready")
    here.engine.records.delete("Case", "1", ANN)
    (_, (last,)) = asked(here, run)
    assert last.answer is None
    assert last.error is not None
    assert last.error.startswith("RecordGone")


def test_a_predicate_that_is_being_asked_has_no_answer_yet(world: MakeWorld) -> None:
    here = world(quiet())
    here.case()
    run = here.start("quiet")
    ((first,),) = asked(here, run)
    assert (first.clause, first.answer, first.reads) == ("outcome yes", None, ())
    here.work()
    here.settle()
    (_, (second,)) = asked(here, run)
    assert (second.clause, second.answer, second.reads) == ("outcome yes", True, (Seen("quiet(1)", value=True),))


def test_a_history_that_does_not_lead_where_it_led_is_told_of(world: MakeWorld) -> None:
    here = world(ready())
    here.case()
    run = here.start("ready")
    history = list(here.engine.runs.events(run))
    program = here.engine.programs.orchestration("ready").program
    other = msgspec.structs.replace(history[0].past, notes=())
    with pytest.raises(HistoryDiverges, match="from event 1 on"):
        list(replay(run, program, [msgspec.structs.replace(history[0], past=other)]))
