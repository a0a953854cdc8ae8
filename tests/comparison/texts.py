"""Two sources compared: the changes as short lines."""

from collections.abc import Iterator

from orchestra_dsl.comparison.change import Change, Comparison
from orchestra_dsl.comparison.compare import compare
from orchestra_dsl.graph.model import Package
from tests.compile.compiling import compile_text

DECLARED = """
record Case { number: text status: "New" | "Closed" amount: decimal owner: user }
flow classify(case: Case) -> { team: group? }
flow tell(case: Case)
screen fix(case: Case) -> { done: boolean "Done?" }
predicate quiet(case: Case)
predicate big(case: Case, limit: decimal) = case.amount > limit
event paid { order: text }
calendar desk { zone "Europe/Berlin" open mon to fri 09:00 to 17:00 }
"""

BODY = """orchestration o(case: Case) "Handle" {
  version 3
  start on case created when case.amount > 5 once per record
  use calendar desk
  let limit = 500
  var round: integer = 0
  stage triage "Triage" {
    background look = classify(case) { retry 2 times every 30s }
    interactive check = fix(case) "Check" {
      start after look
      assign to triage.look.team ?? queue("Desk")
      due in 4h { at 50% remind }
    }
    timeout 3d -> late
  }
  decide size {
    outcome large when big(case, 100) -> late
    outcome open when case.status == "New" { set round = round + 1 }
    otherwise -> late
  }
  stage late "Late" { background again = tell(case) }
  notify case.owner via email "Case {case.number}"
  await first {
    on paid as p where p.order == case.number { notify case.owner via email "Paid {p.order}" }
    after 7d -> late
  }
  end "Done"
}"""


def package(body: str = BODY, declared: str = DECLARED) -> Package:
    """Compile it; it has to be right."""
    result = compile_text(declared + body)
    assert result.package is not None, result.diagnostics
    return result.package


def changed(before: str, after: str, *, count: int = 1) -> list[Comparison]:
    """Compare the text with what becomes of it when something in it is replaced."""
    text = DECLARED + BODY
    assert text.count(before) == count, f"{before!r} stands there {text.count(before)} times"
    return compare(package(), package(text.replace(before, after), ""))


def lines(changes: tuple[Change, ...]) -> list[str]:
    """Each change as a line: `~ stage triage: timeout 3d -> late => 4d -> late`."""
    return [line for change in changes for line in _lines(change)]


def _lines(change: Change) -> Iterator[str]:
    was = f" (was {change.was})" if change.was else ""
    place = f" {change.place}" if change.place else ""
    subject = f"{change.kind} {change.what} {change.name}{was}{place}".strip()
    if change.kind in ("added", "removed") or not change.details:
        yield subject
        return
    for each in change.details:
        yield f"{subject}: {each.clause} {each.before} => {each.after}".replace(":  ", ": ")
