"""Runs that are steps of other runs (language.md, rule 19)."""

import re
from typing import Any

import pytest

from orchestra_dsl.interpreter.children import DEEPEST
from orchestra_dsl.runtime.errors import EventFailed, Refusal
from orchestra_dsl.runtime.requests.deliver import Deliver
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from tests.runtime.texts import MakePlace, Place, compiled
from tests.runtime.world import ADMIN, ANN

INNER = """
orchestration inner(case: Case, extra: integer = 3) -> { total: integer } {
  stage s { interactive fix = fix_case(case) { assign to group("Agents") } }
  decide how {
    outcome badly when not s.fix.ok { fail "It was not good" }
    otherwise { end "Good" with { total: case.amount + extra } }
  }
}
"""
OUTER = """
orchestration outer(case: Case) -> { total: integer? } {
  stage t { background it = run inner(case) %s }
  decide what {
    outcome good when t.it.outcome == "Good" { end "Fine" with { total: t.it.total } }
    otherwise { end "Odd" with { total: 0 } }
  }
}
"""


def outer(place: MakePlace, clauses: str = "", **parts: Any) -> Place:
    """A place with a started run r1 of `outer`, whose step waits for r1-1 of `inner`, and which it may jump out of."""
    checked = OUTER.replace("t.it.outcome", '(t.it.outcome ?? "")') if "->" in clauses else OUTER
    here = place(INNER + checked % (f"{{ {clauses} }}" if clauses else ""), **parts)
    assert here.start("outer") == "r1"
    assert here.children("r1") == {"r1-1": "active"}
    return here


def test_the_end_of_a_child_is_the_end_of_the_step(place: MakePlace) -> None:
    """Rule 19: the outputs of the step are the child's own, and its outcome."""
    here = outer(place)
    here.complete("r1-1")
    assert (here.ended("r1"), here.engine.runs.get("r1").outputs) == ("Fine", {"total": 4})
    child = here.engine.runs.get("r1-1")
    assert (child.parent, child.outcome, child.started_by) == ("r1", "Good", "user:ann")


def test_a_child_that_fails_is_the_error_failed(place: MakePlace) -> None:
    """Rule 19: a child's `fail` is the step's error."""
    here = outer(place)
    here.complete("r1-1", ok=False)
    assert here.ended("r1") == "t.it: Failed: It was not good"


def test_a_child_that_is_canceled_is_the_error_canceled(place: MakePlace) -> None:
    """Rule 19: so is its cancel."""
    here = outer(place, 'on error "Canceled" -> what')
    here.engine.runs.cancel("r1-1", ADMIN, reason="not needed")
    here.settle()
    assert here.ended("r1") == "Odd"
    line = next(each for each in here.engine.runs.timeline("r1") if each.what == "failed")
    assert line.detail["message"] == "run r1-1 was canceled: not needed"


def test_an_error_in_the_child_stays_there(place: MakePlace) -> None:
    """Rule 19: the step waits until it is mended."""
    text = INNER.replace('group("Agents")', 'group("Nobodies")') + OUTER % ""
    here = place(text)
    here.start("outer")
    assert (here.status("r1"), here.status("r1-1")) == ("active", "error")
    here.cancel("r1-1")
    assert here.status("r1") == "error"


def test_canceling_the_parent_cancels_the_children_and_theirs(place: MakePlace) -> None:
    """Rule 19: cancel goes down, through every level."""
    top = "orchestration top(case: Case) { stage u { background it = run outer(case) } }"
    here = place(INNER + OUTER % "" + top)
    here.start("top")
    assert (here.children("r1"), here.children("r1-1")) == ({"r1-1": "active"}, {"r1-1-1": "active"})
    item = here.item("r1-1-1")
    here.cancel("r1")
    assert [here.status(run) for run in ("r1", "r1-1", "r1-1-1")] == ["canceled"] * 3
    assert here.engine.work.get(item).status.words == "withdrawn"


@pytest.mark.parametrize("how", ["finish when any", "finish when E"])
def test_leaving_the_stage_cancels_the_child(place: MakePlace, how: str) -> None:
    """Rules 2 and 19: whatever leaves the stage leaves the child."""
    clause = "finish when any" if how == "finish when any" else "finish when t.look.completed_by != null"
    here = place(
        INNER
        + f"""orchestration outer(case: Case) {{
          stage t {{ {clause}
            background it = run inner(case)
            interactive look = fix_case(case) {{ assign to group("Agents") }}
          }}
          end "Left"
        }}"""
    )
    here.start("outer")
    here.complete("r1")
    assert (here.ended("r1"), here.status("r1-1")) == ("Left", "canceled")
    assert here.ended("r1-1").startswith("the step t.it of run r1 has ended")


def test_a_late_end_of_a_child_of_an_older_visit_is_ignored(place: MakePlace) -> None:
    """Rule 1: what belongs to an older visit is ignored; the older child was canceled besides."""
    here = place(
        INNER
        + """orchestration outer(case: Case) {
          stage t {
            finish when any
            background it = run inner(case)
            interactive look = fix_case(case) { assign to group("Agents") }
          }
          decide again { outcome yes when t.look.ok ?? false -> t   otherwise { end "Done" } }
        }"""
    )
    here.start("outer")
    here.complete("r1")
    assert here.children("r1") == {"r1-1": "canceled", "r1-2": "active"}
    assert here.status("r1") == "active"
    here.complete("r1-2")
    assert here.ended("r1") == "Done"


def test_a_retry_is_a_new_child(place: MakePlace) -> None:
    """Rules 13 and 19: every attempt is a run of its own, with the same arguments."""
    here = outer(place, "retry 1 times")
    here.complete("r1-1", ok=False)
    assert here.children("r1") == {"r1-1": "failed", "r1-2": "active"}
    here.complete("r1-2", ok=False)
    assert here.ended("r1") == "t.it: Failed: It was not good"
    here.engine.runs.retry("r1", ADMIN)
    here.settle()
    here.complete("r1-3")
    assert here.ended("r1") == "Fine"


def test_recursion_is_stopped_at_a_depth(place: MakePlace) -> None:
    """Rule 19: depth is limited; the error is that of the step that goes too deep."""
    here = place(
        "orchestration again(case: Case) { stage s { background it = run again(case) { only if case.amount > 0 } } }"
    )
    here.start("again")
    deepest = "r1" + "-1" * DEEPEST
    assert here.ended(deepest).startswith("s.it: TooDeep: again would run 17 runs deep")
    assert here.status("r1") == "active"
    here.cancel("r1")
    assert here.status(deepest) == "canceled"


def test_a_handler_catches_too_deep(place: MakePlace) -> None:
    """Rule 15: and all runs above end one after the other."""
    here = place(
        'orchestration again(case: Case) { stage s { background it = run again(case) { on error "TooDeep" -> end } } }'
    )
    here.start("again")
    assert here.status("r1") == "completed"


def test_a_child_is_pinned_to_the_newest_graph(place: MakePlace) -> None:
    """Section 6: a run is pinned to the graph that it started with; a child starts with the newest."""
    here = place(INNER + OUTER % '{ start when case.status == "Working" }')
    here.start("outer")
    here.engine.install(compiled(INNER.replace("+ extra", "* 10 + extra") + OUTER % ""))
    here.case(status="Working")
    here.complete("r1-1")
    assert here.engine.runs.get("r1").outputs == {"total": 13}


def test_without_sources_the_newest_stored_one_is_run(place: MakePlace) -> None:
    """Section 6: a worker runs without the parser."""
    store = SqliteStore.in_memory()
    here = place(INNER + OUTER % '{ start when case.status == "Working" }', store=store)
    here.start("outer")
    here.engine.install(compiled("orchestration another(case: Case) { end }"))
    here.case(status="Working")
    here.complete("r1-1")
    assert here.ended("r1") == "Fine"


def test_an_orchestration_that_is_nowhere_is_the_step_s_error(
    place: MakePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rule 15: no such orchestration is said, with those that there are."""
    here = place(INNER + OUTER % '{ start when case.status == "Working" }')
    here.start("outer")
    here.engine.install(compiled("orchestration another(case: Case) { end }"))
    monkeypatch.setattr(here.engine.programs, "newest", lambda name, _: here.engine.programs.orchestration(name))
    here.case(status="Working")
    assert here.ended("r1") == "t.it: NoOrchestration: there is no orchestration inner; there are: another"


def test_arguments_that_do_not_fit_the_newest_graph_are_the_step_s_error(place: MakePlace) -> None:
    """Rule 15: the other orchestration has changed since."""
    here = place(INNER + OUTER % '{ start when case.status == "Working" }')
    here.start("outer")
    changed = INNER.replace("extra: integer = 3", "extra: integer, more: text")
    here.engine.install(compiled(changed))
    here.case(status="Working")
    assert re.match(r"t\.it: BadValue: inner: more: it is missing", here.ended("r1"))


def test_outputs_that_do_not_fit_the_step_are_its_error(place: MakePlace) -> None:
    """Rule 15: what comes in at a border is checked."""
    here = place(INNER + OUTER % '{ start when case.status == "Working" }')
    here.start("outer")
    changed = INNER.replace("total: integer }", "total: text }").replace("case.amount + extra", '"many"')
    here.engine.install(compiled(changed))
    here.case(status="Working")
    here.complete("r1-1")
    assert here.ended("r1").startswith("t.it: BadValue: inner: total: ")


def test_a_child_about_a_deleted_record_is_the_error_record_gone(place: MakePlace) -> None:
    """Rule 17: a deleted record fails what needs it."""
    text = """orchestration outer(case: Case) {
      stage s { interactive look = fix_case(case) { assign to group("Agents") } }
      stage t { background it = run inner(case) { on error "RecordGone" -> gone } }
      end
      decide gone { outcome yes when true { end "Gone" } otherwise { end } }
    }"""
    here = place(
        INNER
        + text.replace("      end\n      decide gone", "      decide gone").replace(
            "when true", "when t.it.total == null"
        )
    )
    here.start("outer")
    here.engine.records.delete("Case", "1", ANN)
    here.complete("r1")
    assert (here.ended("r1"), here.children("r1")) == ("Gone", {})


def test_a_prefix_means_the_parent(place: MakePlace) -> None:
    """Section 6: what people type is the run that they have started."""
    here = outer(place)
    assert (here.engine.runs.find("r"), here.engine.runs.find("r1")) == ("r1", "r1")
    assert here.engine.runs.find("r1-") == "r1-1"
    assert here.start("outer") == "r2"
    with pytest.raises(Refusal, match="several runs begin with r: r1, r2"):
        here.engine.runs.find("r")


def test_neither_half_is_left_by_a_crash_in_between(place: MakePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Section 6: the end of a child and what comes of it are written together, or not at all."""
    here = outer(place)
    before = [here.engine.runs.get(run).sequence for run in ("r1", "r1-1")]
    item = here.item("r1-1")
    monkeypatch.setattr("orchestra_dsl.runtime.applying.posts._tell", _breaks)
    with pytest.raises(EventFailed):
        here.complete("r1-1")
    monkeypatch.undo()
    assert [here.engine.runs.get(run).sequence for run in ("r1", "r1-1")] == before
    assert here.item("r1-1") == item
    here.complete("r1-1")
    assert here.ended("r1") == "Fine"


def _breaks(*_: object) -> None:
    raise MemoryError


def test_a_start_that_breaks_down_leaves_no_run(place: MakePlace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Section 6: neither the parent nor the child."""
    here = place(INNER + OUTER % "")
    monkeypatch.setattr("orchestra_dsl.runtime.applying.posts._start", _breaks)
    with pytest.raises(EventFailed):
        here.start("outer")
    monkeypatch.undo()
    assert here.engine.runs.newest() == []


def test_whoever_may_not_start_a_child_by_hand_is_no_matter(place: MakePlace) -> None:
    """Section 3: `allow start` is about starts by hand."""
    text = INNER.replace("  stage s", '  allow start by group("Managers")\n  stage s')
    here = place(text + OUTER % "")
    assert here.start("outer") == "r1"
    assert here.status("r1-1") == "active"
    with pytest.raises(Refusal, match="only Managers or an administrator may start this orchestration"):
        here.start("inner")


def test_both_are_applied_again_from_their_histories(place: MakePlace) -> None:
    """Section 6: an end that is delivered twice counts once."""
    here = outer(place)
    here.complete("r1-1")
    told = [each for each in here.engine.runs.events("r1") if each.kind == "child ended"]
    assert len(told) == 1
    again = Deliver(here.engine.run_key("r1"), told[0].event.act, ADMIN)
    assert here.engine.submit(again).result() is False
