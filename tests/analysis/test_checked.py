"""What analysis hands on is complete: the compiler looks nothing up that is not there."""

from typing import get_args

import pytest

from orchestra_dsl.analysis import meanings as m
from orchestra_dsl.analysis.check import check
from orchestra_dsl.analysis.checked import Checked, CheckedOrchestration
from orchestra_dsl.graph.types import BOOLEAN, DECIMAL, INTEGER, Choice, Field, ListOf, ObjectOf, Optional, show
from orchestra_dsl.syntax import nodes as n
from tests.analysis.expected import load
from tests.analysis.test_cases import GOOD, PARTS
from tests.analysis.texts import check_text

NAMED = ("state", "visited", "changed", "before", "find")
"""The calls with an argument that is a name and no value."""
EXPRESSIONS = get_args(n.Expression)


def values(root: n.Node) -> list[n.Node]:
    """All expressions in a tree that stand for values of their own; a text in quotes may be a mere label."""
    found, rest = [], [root]
    while rest:
        node = rest.pop()
        if isinstance(node, EXPRESSIONS) and not isinstance(node, n.TextLiteral):
            found.append(node)
        if isinstance(node, n.Call) and node.function.text in NAMED:
            rest.extend(each.value for each in node.arguments[1:])
        elif isinstance(node, n.Attribute) and isinstance(node.subject, n.Reference | n.Attribute):
            rest.extend([])  # the beginning of a path may be the name of an element
        else:
            rest.extend(n.children(node))
    return found


@pytest.mark.parametrize("entry", [path for path in GOOD if not path.endswith(PARTS)])
def test_every_expression_of_a_source_without_findings_has_its_rows(entry: str) -> None:
    checked = check(entry, load).checked
    for module in checked.modules.values():
        for node in values(module):
            call = checked.calls.get(node)
            by_step = call is not None and isinstance(call.meaning, m.FlowMeaning | m.ScreenMeaning | m.RunCallMeaning)
            assert node in checked.types or by_step, node
            assert not isinstance(node, n.Reference | n.Attribute) or node in checked.meanings, node
            assert not isinstance(node, n.Call) or node in checked.calls, node


TEXT = """
record Case { amount: decimal  status: "New" | "Old" }
flow f(case: Case, amount: decimal, n: integer = 3) -> { ok: boolean }
screen s(case: Case) -> { done: boolean }
orchestration child(case: Case) -> { sum: decimal } { end "Good" with { sum: 1 } }
orchestration o(case: Case) {
  let twice = case.amount * 2
  var count: integer = 0
  stage one {
    background a = f(amount: 3, case: case)
    interactive b = s(case) { start after a  only if a.ok  assign to user("ann") }
    background c = run child(case)
    interactive d = s(case) { for each p in [user("ann")]  assign to p }
  }
  decide next { outcome again when twice > count and state(one.b) != "completed" -> one  otherwise -> end }
}
"""


@pytest.fixture
def checked() -> Checked:
    result = check_text(TEXT)
    assert result.diagnostics == ()
    return result.checked


@pytest.fixture
def orchestration(checked: Checked) -> CheckedOrchestration:
    return next(each for each in checked.orchestrations if each.name == "o")


def find(root: n.Node, kind: type[n.Node], text: str) -> n.Node:
    return next(
        each for each in n.walk(root) if isinstance(each, kind) and TEXT[each.span.start : each.span.end] == text
    )


def test_elements_are_named_by_path_in_the_order_of_the_text(orchestration: CheckedOrchestration) -> None:
    outline = orchestration.outline
    assert list(outline.elements) == ["one", "one.a", "one.b", "one.c", "one.d", "next"]
    assert outline.elements["one.a"].stage is outline.elements["one"]
    target = next(each for each in n.walk(outline.node) if isinstance(each, n.Target) and not each.is_end)
    assert outline.named[target.path] is outline.elements["one"]


def test_formulas_and_variables_have_their_types(orchestration: CheckedOrchestration) -> None:
    assert orchestration.lets == (DECIMAL,)
    assert orchestration.variables == (INTEGER,)


def test_steps_have_outputs_that_nobody_declares(orchestration: CheckedOrchestration) -> None:
    outputs = {path: {each.name: show(each.type) for each in fields} for path, fields in orchestration.outputs.items()}
    assert outputs["one.b"] == {"done": "boolean", "completed_by": "user", "completed_at": "datetime"}
    assert outputs["one.c"] == {"sum": "decimal", "outcome": '"Good"'}


def test_the_outputs_of_a_repeated_step_are_a_list(checked: Checked, orchestration: CheckedOrchestration) -> None:
    text = TEXT.replace("otherwise -> end", "outcome x when count(one.d) > 1 -> end  otherwise -> end")
    result = check_text(text)
    call = next(each for each, _ in result.checked.calls if isinstance(each, n.Call) and each.function.text == "count")
    assert isinstance(call, n.Call)
    assert isinstance(result.checked.types[call.arguments[0].value], ListOf)
    assert checked.orchestrations[1] is orchestration


def test_arguments_are_in_the_order_of_the_parameters_with_defaults(checked: Checked) -> None:
    step = checked.orchestrations[1].outline.elements["one.a"].node
    assert isinstance(step, n.BackgroundStep)
    matched = checked.calls[step.call]
    assert [TEXT[each.span.start : each.span.end] for each in matched.arguments] == ["case", "3", "3"]
    assert isinstance(matched.meaning, m.FlowMeaning)
    assert checked.wanted[matched.arguments[1]] == DECIMAL


def test_names_lead_to_what_they_mean(checked: Checked, orchestration: CheckedOrchestration) -> None:
    node = orchestration.node
    ok = checked.meanings[find(node, n.Attribute, "a.ok")]
    assert isinstance(ok, m.OutputMeaning)
    assert (ok.step.path, ok.field, ok.proven) == ("one.a", "ok", True)
    twice = checked.meanings[find(node, n.Reference, "twice")]
    assert isinstance(twice, m.LetMeaning)
    assert twice.index == 0
    field = checked.meanings[find(node, n.Attribute, "case.amount")]
    assert isinstance(field, m.FieldMeaning)
    assert field.record == "Case"
    condition = find(node, n.And, 'twice > count and state(one.b) != "completed"')
    assert checked.types[condition] == BOOLEAN


def test_an_output_that_is_not_proven_may_be_missing() -> None:
    result = check_text(TEXT.replace("only if a.ok", 'only if (c.outcome ?? "x") == "Good" or c.sum == null'))
    node = next(
        each for each, _ in result.checked.meanings if isinstance(each, n.Attribute) and each.name.text == "outcome"
    )
    assert result.checked.types[node] == Optional(Choice(("Good",)))


def test_a_draft_has_the_fields_that_it_names_and_no_others() -> None:
    drafted = """scenario "a draft" of o {
  given case = { id: "1", amount: 1, status: "New" }
  start
  "ann" claims one.b
  "ann" saves one.b with { done: true }
  "ann" saves one.b with {}
}
"""
    checked = check_text(TEXT + drafted).checked
    (scenario,) = checked.declarations.scenarios
    saved = [each for each in n.walk(scenario) if isinstance(each, n.Save)]
    assert [checked.types[each.values] for each in saved] == [
        ObjectOf((Field("done", Optional(BOOLEAN)),)),
        ObjectOf(()),
    ]
