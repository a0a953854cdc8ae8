"""Rule 7: the proofs, the check of waiting conditions and the interpreter agree on what is never final."""

import pytest

from orchestra_dsl.analysis.flow import completion, steady
from orchestra_dsl.analysis.flow.beside import Beside
from orchestra_dsl.analysis.flow.build import flow_of
from orchestra_dsl.analysis.flow.steady import Steady
from orchestra_dsl.graph.elements import Background
from orchestra_dsl.interpreter.readers import OUTSIDE, Readers
from orchestra_dsl.syntax import nodes as n
from tests.analysis.texts import check_text
from tests.compile.compiling import DECLARED, by_name, graph_of

CONDITIONS = {
    "run.error != null": True,
    'run.started_by == user("ann")': False,
    'run.started_at < datetime("2026-03-02T09:00Z")': False,
    'run.id == "1"': False,
    'case.status == "New"': True,
    'case.id == "1"': False,
    "now > run.started_at": True,
    "manager(run.started_by) == run.started_by": True,
    'run.started_by in members(group("x"))': True,
    "quiet(case)": True,
    "big(case)": True,
    "early.out == 1": False,
}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_three_say_the_same_of_what_changes_from_outside(condition: str) -> None:
    body = f'stage a "A" {{ background early = f(case) background x = f(case) {{ start when {condition} }} }}'
    graph = graph_of(body)
    step = by_name(graph)["a.x"]
    assert isinstance(step, Background)
    assert step.start_when is not None
    checked = check_text(f"{DECLARED} orchestration o(case: Case) {{ {body} }} ").checked
    outline = checked.orchestrations[-1].outline
    flow = flow_of(outline)
    asked = next(node.condition for node in n.walk(outline.node) if isinstance(node, n.StartWhen))
    declared = checked.declarations.predicates.items()
    predicates = {name: each.node for name, each in declared if isinstance(each.node, n.Predicate)}

    assert Readers(graph).of(step.start_when).volatile is CONDITIONS[condition]
    assert completion.may_always_change(asked, outline, predicates) is CONDITIONS[condition]
    if "early" not in condition:  # beside the step, outputs come as well: to wait for those is not in vain
        assert Steady(flow, checked, Beside(flow)).may_change(asked, 0) is CONDITIONS[condition]


def test_the_functions_that_ask_outside_are_the_same() -> None:
    assert set(completion._OUTSIDE) == OUTSIDE == {*steady._DIRECTORY, "find"}
