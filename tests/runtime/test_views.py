"""What a run is seen to wait for."""

from tests.runtime.texts import MakePlace
from tests.runtime.world import ANN

UNDOES = """
flow release(case: Case)
orchestration books(case: Case) {
  stage s { interactive fix = fix_case(case) { assign to group("Agents") undo release(case) } }
  undo
  end "Back"
}
"""
RUNGS = """
orchestration asks(case: Case) {
  stage s {
    interactive fix = fix_case(case) {
      for each who in [user("ann"), user("bob")]
      assign to who
      due in 4h { at 50% remind at 75% notify who via email at 100% reassign to group("Agents") }
    }
  }
}
"""


def test_an_undo_that_is_under_way_is_waited_for(place: MakePlace) -> None:
    here = place(UNDOES)
    run = here.start("books")
    here.worker.stop(grace=0.0)
    here.worker.stop(grace=0.0)  # again: it has stopped already
    here.engine.work.complete(here.item(run), {"ok": True}, ANN)
    (undo,) = here.engine.runs.get(run).open
    assert (undo.element, undo.calls) == ("undo.1", ("release",))


def test_what_time_will_bring_is_told_for_each_instance_with_what_a_rung_does(place: MakePlace) -> None:
    here = place(RUNGS)
    run = here.start("asks")
    _, step = here.engine.runs.get(run).open
    assert [(each.kind, each.instance) for each in step.due] == [
        (kind, instance) for kind in ("remind", "notify", "reassign") for instance in (0, 1)
    ]


def test_an_await_with_a_condition_asks_it_whatever_it_reads(place: MakePlace) -> None:
    here = place("""
    orchestration waits(case: Case) {
      var n: integer = 0
      parallel p { branch a { wait until n > 0 up to 5d -> late } branch b { wait 1h set n = 1 } }
      stage late { interactive fix = fix_case(case) { assign to group("Agents") } }
    }
    """)
    run = here.start("waits")
    found = {each.element: (each.reads, each.asks) for each in here.engine.runs.get(run).open}
    assert list(found.values()) == [((), True), ((), False)]
