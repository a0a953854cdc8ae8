"""Steps of children: `PARENT_STEP.stage.step`, in acts and expectations (language.md, section 3)."""

import pytest

from tests.scenario.texts import fails, holds

PROCESS = """
record Case { id: text  status: "New" | "Done"  amount: decimal  owner: user }
flow classify(case: Case) -> { ok: boolean }
screen fix(case: Case) -> { good: boolean }

orchestration handle(case: Case, limits: list<decimal> = [1]) {
  stage outer "Outer" {
    background one = run inner(case) { retry 1 times every 1h on error { } }
  }
  stage many "Many" {
    start when case.status == "Done"
    background each = run inner(case) { for each limit in limits }
    interactive beside = fix(case) "Beside" { assign to user("ann") }
  }
  decide again { outcome yes when not (many.beside.good ?? true) -> outer  otherwise { end "Over" } }
}

orchestration inner(case: Case) {
  stage middle "Middle" { background deep = run innermost(case) { on error { fail "Bad" } } }
  end "Inner"
}

orchestration innermost(case: Case) {
  stage work "Work" {
    background check = classify(case)
    interactive fix = fix(case) "Fix" { start after check  assign to case.owner }
  }
  decide good { outcome no when not work.fix.good { fail "Bad" }  otherwise { end "Good" } }
}
"""
GIVEN = """
  given case = { id: "1", status: "New", amount: 10, owner: user("ann") }
  given classify returns { ok: true }
"""
FIX = "outer.one.middle.deep.work.fix"
DONE = f'start "ann" completes {FIX} with {{ good: true }}'
EACH = "many.each.middle.deep.work.fix"


@pytest.mark.parametrize(
    "lines",
    [
        f"start expect step {FIX} active expect stage outer.one.middle active expect step outer.one.middle.deep active",
        (
            f"{DONE} expect step {FIX} completed expect stage outer.one.middle.deep.work completed "
            "expect step outer.one completed expect stage many waiting"
        ),
        (
            f'start "ann" claims {FIX} "eve" may not complete {FIX} "ann" releases {FIX} '
            f'"ann" delegates {FIX} to "eve" "ann" may not complete {FIX} "eve" claims {FIX}'
        ),
        (
            f'start reassign {FIX} to user("eve") "ann" may not claim {FIX} '
            f'"eve" completes {FIX} with {{ good: true }} expect step outer.one completed'
        ),
        (
            "given classify fails 1 times then returns { ok: true } start "
            "expect step outer.one.middle.deep.work.check error retry outer.one.middle.deep.work.check "
            f"expect step {FIX} active"
        ),
        f"start cancel expect step {FIX} canceled expect stage outer.one.middle canceled",
    ],
)
def test_a_line_about_a_step_of_a_child_is_about_the_childs_own_run(lines: str) -> None:
    """Section 3 and rule 19: through two steps that run other orchestrations."""
    holds(lines, process=PROCESS, given=GIVEN)


def test_the_run_of_the_last_attempt_is_meant() -> None:
    """Rule 13: every attempt is a run of its own."""
    bad = f'"ann" completes {FIX} with {{ good: false }}'
    failed = f"start {bad} expect step {FIX} completed"
    holds(f"{failed} advance 59m expect step {FIX} completed", process=PROCESS, given=GIVEN)
    holds(f"{failed} advance 1h expect step {FIX} active {bad} expect step outer.one skipped",
          process=PROCESS, given=GIVEN)  # fmt: skip


def test_a_stage_that_is_entered_again_has_other_children() -> None:
    """Rule 1: what an older visit ran is not meant."""
    back = f'{DONE} update case {{ status: "Done" }} "ann" completes {EACH} with {{ good: true }}'
    again = f'{back} "ann" completes many.beside with {{ good: false }}'
    holds(f"{again} expect step {FIX} active expect step {EACH} completed", process=PROCESS, given=GIVEN)
    waiting = f'{again} update case {{ status: "New" }} "ann" completes {FIX} with {{ good: true }}'
    failure = fails(f"{waiting} expect stage many waiting expect step {EACH} completed", process=PROCESS, given=GIVEN)
    assert failure.found == "many.each has not run another orchestration"


def test_of_several_children_one_has_to_be_meant() -> None:
    """Section 3: `completes` means the one open item that the person may complete; several are an error."""
    given = f"{GIVEN} given limits = [1, 2]"
    both = f'{DONE} update case {{ status: "Done" }}'
    failure = fails(f'{both} "ann" completes {EACH} with {{ good: true }}', process=PROCESS, given=given)
    assert failure.found == f"{EACH} has 2 open work items that may be completed: which one is meant?"
    failure = fails(f"{both} expect step {EACH} active", process=PROCESS, given=given)
    assert failure.found == "many.each.middle.deep has 2 runs: which one is meant?"


def test_nobody_may_do_anything_in_a_run_that_is_not_there() -> None:
    """Section 3: `may not complete` also holds where no item is open."""
    holds(f'start "ann" may not complete {EACH}', process=PROCESS, given=GIVEN)
    failure = fails(f'start "ann" claims {EACH}', process=PROCESS, given=GIVEN)
    assert failure.found == "many.each has not run another orchestration"
