"""Orchestrations to draw: one with everything in it, hostile labels, and the example."""

from functools import cache
from pathlib import Path

from orchestra_dsl.graph.model import Compiled
from orchestra_dsl.workspace.checking import compile_paths
from tests.compile.compiling import DECLARED, compiled
from tests.house.checkout import ROOT

DECLARATIONS = f"""{DECLARED}
event paid {{ order: text amount: decimal }}
orchestration other(case: Case) {{ end }}
"""
EVERYTHING = """
  version 2
  start on case created or updated when case.count > 1 once per record
  start on paid as p when p.amount > 0 with { case: find(Case, p.order) }
  start every "0 8 * * 1-5" in "Europe/Berlin" with { case: find(Case, "1") }
  allow start by group("Agents")
  on error "Broken" -> late
  on error { notify case.owner via email "It broke" }
  on cancel { undo background off = f(case) { retry 2 times } }
  var n: integer = 0

  ## Looks at the case.
  stage look "First look" {
    background x = f(case) {
      retry 5 times every 30s doubling up to 10m
      timeout 1m
      on error "Busy" -> look
      on error { set n = n + 1 wait 1h go to late }
    }
    background y = run other(case) { start after x  only if n > 1  retry 2 times }
    interactive z = s(case) "Ask" {
      start after any of x, y
      for each t in case.tags at most 2 at once
      assign to case.owner otherwise group("Agents")
      exclude user("ann")
      due in 2d { at 50% remind  at 100% notify group("Heads") via email  after 1d reassign to user("bob") }
      remind every 1d
      enough when count(look.z) > 1
    }
    background last = f(case) { start when n > 1  undo f(case) }
    start when case.count > 2 up to 3d -> late
    finish when 2 of x, y, z
    rest continue
    timeout 10d -> late
    on error { undo fail "It cannot be done" }
  }
  decide way {
    outcome back when n > 7 { set n = 0 go to look }
    outcome deep when n > 5 {
      decide deeper {
        outcome out when n > 6 -> late
        otherwise { stage inner { background w = f(case) } }
      }
    }
    outcome ended when n > 3 { end "Early" }
    outcome jumps when n > 2 -> late
    otherwise { update case { status: "Working" } }
  }
  repeat while n < 3 { set n = n + 1 wait 1h }
  wait 2d
  wait until case.count > 3 up to 1d -> late
  parallel side {
    branch left { wait until case.count > 4 }
    branch middle { }
    branch right {
      await answer first {
        on paid as p where p.order == case.number keep 7d { notify case.owner via email "Paid {p.amount}" }
        after 2d -> late
        on case.count > 12 { go to look }
      }
      stage checked { background v = f(case) { on error -> checked } }
    }
    finish when any
  }
  stage late "Late" { interactive q = s(case) { assign to queue("Late") } }
"""

HOSTILE = [
    '"><script>alert(1)</script>',
    "]]> & &amp; <b>\u0007\u202e end subgraph %%",
    "n1 --> n2\nclass n1 x; `md` **b** #34; 1. one\\",
    '}" ]; a -> b; \\" \\n \\',
    "\ud83d\ude00 \u4e2d\u6587 \u05e9\u05dc\u05d5\u05dd e\u0301 \u200b".encode("utf-16", "surrogatepass").decode(
        "utf-16"
    ),
    "-" * 300,
    "end",
    " ",
]


@cache
def everything() -> Compiled:
    return compiled(EVERYTHING, declared=DECLARATIONS)


@cache
def example() -> Compiled:
    package, _ = compile_paths([Path(ROOT) / "examples" / "case_management"])
    return next(each for each in package.orchestrations if each.graph.name == "case_management")
