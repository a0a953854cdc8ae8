"""The process that everybody is measured with, and that of a loop of work.

A case: two calls beside each other, a decision, work for somebody and a call, the same again twice, a last call. That
are thirteen elements which reach an end: two calls, a decision, three times work, call and decision, a last call.
"""

from orchestra_dsl.compile.pipeline import compile_source
from orchestra_dsl.diagnostics.render import render
from orchestra_dsl.graph.model import Package
from orchestra_dsl.source import SourceFile

STEPS = 13
REWORKS = 2

DECLARED = """
record Case {
  id: text
  priority: "Low" | "High"
  amount: decimal
  owner: text?
  team: group
  subject: text
}
flow work(case: Case) -> { score: integer }
screen look(case: Case) -> { notes: text }
"""

CASE = """
orchestration process(case: Case) {
  var round: integer = 0

  stage triage {
    background classify = work(case)
    background enrich = work(case)
  }
  decide priority {
    outcome high when case.priority == "High" -> resolve
    otherwise -> close
  }
  stage resolve {
    interactive fix = look(case) { assign to group("Support") }
    background apply = work(case) { start after fix }
  }
  set round = round + 1
  decide rework {
    outcome again when round <= 2 -> resolve
    otherwise -> close
  }
  stage close { background tell = work(case) }
  end "Closed"
}
"""

WORK = """
orchestration process(case: Case) {
  var round: integer = 0
  repeat while round < 1000000 {
    set round = round + 1
    stage resolve {
      interactive fix = look(case) {
        only if case.priority == "High"
        assign to case.team
      }
    }
  }
}
"""

WAITING = """
orchestration process(case: Case) {
  stage resolve {
    interactive fix = look(case) {
      assign to case.team
      due in 3d
      timeout 5d
    }
    background tell = work(case) { start when case.priority == "Low" }
  }
  end "Closed"
}
"""

RECORD = {
    "id": "1",
    "priority": "High",
    "amount": "12500.50",
    "owner": "ann",
    "team": "group:Support",
    "subject": "Printer on fire",
}
PEOPLE = {"users": {"ann": {}, "bob": {}}, "groups": {"Support": ["ann", "bob"]}}
NOTES = {"notes": "done"}


def package(body: str) -> Package:
    """An orchestration beside the declarations that all of them share."""
    text = DECLARED + body
    result = compile_source("bench.orch", lambda name: SourceFile(name, text))
    if result.package is None:
        raise SystemExit(render("text", result.diagnostics, result.sources))
    return result.package
