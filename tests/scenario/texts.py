"""The orchestration of these tests, and what plays scenarios of it."""

from orchestra_dsl.graph.codec import decode_package, encode_package
from orchestra_dsl.scenario.player import play_scenario
from orchestra_dsl.scenario.result import Failure
from tests.invariants.checked import checked
from tests.language.play import compiled

PROCESS = """
record Case { id: text status: "New" | "Done" amount: decimal owner: user note: text? closed_at: datetime? }

flow classify(case: Case) -> { severity: "S1" | "S2", team: group? }
flow tell(case: Case, amount: decimal)
screen fix_case(case: Case) -> { resolution: text refund: decimal? }
predicate quiet(case: Case)

orchestration handle(case: Case, limit: decimal = 500) "Handle" {
  start on case created or updated when case.status == "New" and case.amount > 5

  stage triage "Triage" {
    background classify = classify(case) { retry 2 times every 30s timeout 1m }
  }
  stage resolve "Resolve" {
    start when not quiet(case)
    interactive fix = fix_case(case) "Fix it" { assign to triage.classify.team ?? queue("Support") }
    background told = tell(case, amount: fix.refund ?? 0) { start after fix only if (fix.refund ?? 0) > 0 }
    timeout 10d -> late
  }
  decide much { outcome yes when (resolve.fix.refund ?? 0) > limit { fail "Too much" } otherwise { end "Fixed" } }

  stage late "Late" { interactive take = fix_case(case) "Take over" { assign to manager(case.owner) } }
  notify [case.owner, queue("Support")] via email "Taken over"
}
"""

GIVEN = """
  given case = { id: "1", status: "New", amount: 10, owner: user("omar") }
  given members of "Support" are "ann", "bob"
  given classify returns { severity: "S1" }
  given quiet returns false
"""


def play(lines: str, *, process: str = PROCESS, given: str = GIVEN) -> Failure | None:
    """Play one scenario of the process; answers why it fails."""
    package, _ = compiled(f'{process}\nscenario "the test" of handle {{\n{given}\n{lines}\n}}\n')
    (scenario,) = package.scenarios
    with checked():
        return play_scenario(decode_package(encode_package(package)), scenario).failure


def holds(lines: str, *, process: str = PROCESS, given: str = GIVEN) -> None:
    """Play a scenario that has to hold."""
    failure = play(lines, process=process, given=given)
    assert failure is None, (failure.expected, failure.found, failure.hint)


def fails(lines: str, *, process: str = PROCESS, given: str = GIVEN) -> Failure:
    """Play a scenario that has to fail."""
    failure = play(lines, process=process, given=given)
    assert failure is not None
    return failure
