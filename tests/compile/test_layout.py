"""Indices, names, scopes and what comes next."""

from orchestra_dsl.compile.layout import Layout, lay_out
from orchestra_dsl.graph.elements import FALLS_OFF, ROOT, THE_END
from orchestra_dsl.source import SourceFile
from orchestra_dsl.syntax import nodes as n
from orchestra_dsl.syntax.parser import parse

WHOLE = """
orchestration o(case: Case) {
  on error { fail "lost" }
  let limit = 5
  var n: integer = 0
  stage triage "Triage" {
    on error "X" { set n = 1  go to closing }
    background classify = f(case) { on error -> end  on error "T" { set n = 2 } }
    interactive look = s(case)
  }
  decide severity {
    outcome critical when E { set n = 3  let m = 1  set n = 4 }
    outcome vip when E -> closing
    otherwise { decide inner { outcome a when E { end "A" } }  repeat while E { set n = 5 } }
  }
  repeat while E { stage again "Again" { background x = f(case) } }
  set n = 6
  let unused = 1
  stage closing "Closing" { background y = f(case) }
}
"""


def laid_out(text: str) -> Layout:
    parsed = parse(SourceFile("a.orch", text))
    assert parsed.findings == ()
    (orchestration,) = parsed.tree.declarations
    assert isinstance(orchestration, n.Orchestration)
    return lay_out(orchestration)


def test_every_element_has_a_stable_name_in_the_order_of_the_source() -> None:
    assert [row.name for row in laid_out(WHOLE).rows] == [
        "var.1",
        "triage",
        "triage.classify",
        "triage.classify.on_error.2",
        "triage.classify.on_error.2.set.1",
        "triage.look",
        "triage.on_error.1",
        "triage.on_error.1.set.1",
        "triage.on_error.1.go_to.1",
        "severity",
        "severity.critical.set.1",
        "severity.critical.set.2",
        "inner",
        "inner.a.end.1",
        "severity.otherwise.repeat.1",
        "severity.otherwise.repeat.1.set.1",
        "repeat.1",
        "again",
        "again.x",
        "set.1",
        "closing",
        "closing.y",
        "on_error.1",
        "on_error.1.fail.1",
    ]


def test_control_goes_on_below_a_decision_back_to_a_repeat_and_off_the_end_of_a_handler() -> None:
    layout = laid_out(WHOLE)
    names = [row.name for row in layout.rows]
    ends = {FALLS_OFF: "off", THE_END: "end"}
    following = {
        row.name: ends.get(layout.below[id(row.node)]) or names[layout.below[id(row.node)]]
        for row in layout.rows
        if id(row.node) in layout.below
    }
    assert names[layout.first] == "var.1"
    assert following == {
        "var.1": "triage",
        "triage": "severity",
        "triage.classify.on_error.2.set.1": "off",
        "triage.on_error.1.set.1": "triage.on_error.1.go_to.1",
        "triage.on_error.1.go_to.1": "off",
        "severity": "repeat.1",
        "severity.critical.set.1": "severity.critical.set.2",
        "severity.critical.set.2": "repeat.1",
        "inner": "severity.otherwise.repeat.1",
        "inner.a.end.1": "severity.otherwise.repeat.1",
        "severity.otherwise.repeat.1": "repeat.1",
        "severity.otherwise.repeat.1.set.1": "severity.otherwise.repeat.1",
        "repeat.1": "set.1",
        "again": "repeat.1",
        "set.1": "closing",
        "closing": "end",
        "on_error.1.fail.1": "off",
    }


def test_steps_stand_in_their_stage_and_blocks_of_handlers_are_scopes_of_their_own() -> None:
    layout = laid_out(WHOLE)
    names = [row.name for row in layout.rows]
    scopes = {row.name: None if row.scope == ROOT else names[row.scope] for row in layout.rows}
    assert {name: scope for name, scope in scopes.items() if scope is not None} == {
        "triage.classify": "triage",
        "triage.classify.on_error.2": "triage",
        "triage.classify.on_error.2.set.1": "triage.classify.on_error.2",
        "triage.look": "triage",
        "triage.on_error.1.set.1": "triage.on_error.1",
        "triage.on_error.1.go_to.1": "triage.on_error.1",
        "again.x": "again",
        "closing.y": "closing",
        "on_error.1.fail.1": "on_error.1",
    }
    owners = {row.name: row.owner for row in layout.rows if isinstance(row.node, n.OnError)}
    assert owners == {
        "triage.classify.on_error.2": names.index("triage.classify"),
        "triage.on_error.1": names.index("triage"),
        "on_error.1": ROOT,
    }


def test_an_orchestration_of_nothing_but_formulas_ends_at_once() -> None:
    layout = laid_out("orchestration o() { let a = 1 }")
    assert layout.rows == ()
    assert layout.first == THE_END


def test_an_empty_block_leads_to_what_comes_below() -> None:
    layout = laid_out("orchestration o() { decide d { outcome a when E { let b = 1 } } end }")
    (block,) = [each for row in layout.rows for each in n.walk(row.node) if isinstance(each, n.Block)]
    assert layout.entry(block) == 1


def test_a_name_with_a_number_is_never_that_of_an_element_with_a_name() -> None:
    text = """orchestration o() {
      stage set "S" { background x = f() }
      decide d { outcome set when E { set n = 1 } outcome go_to when E { go to set } }
      set n = 2
    }"""
    names = [row.name for row in laid_out(text).rows]
    assert len(set(names)) == len(names)
    assert names == ["set", "set.x", "d", "d.set.set.1", "d.go_to.go_to.1", "set.1"]
