"""An orchestration: its parameters, its clauses and its elements."""

from typing import assert_never

import attrs

from orchestra_dsl.analysis.checked import CheckedOrchestration
from orchestra_dsl.analysis.declare.types import UNKNOWN
from orchestra_dsl.analysis.meanings import ParameterMeaning
from orchestra_dsl.analysis.outline import Outline
from orchestra_dsl.analysis.proof import Proofs
from orchestra_dsl.analysis.types.expectation import expect
from orchestra_dsl.analysis.types.inference import Inference, Surroundings
from orchestra_dsl.analysis.types.place import Place
from orchestra_dsl.analysis.types.places.blocks import go_through
from orchestra_dsl.analysis.types.places.body import Body
from orchestra_dsl.analysis.types.places.calls import outputs_of
from orchestra_dsl.analysis.types.places.defaults import with_defaults
from orchestra_dsl.analysis.types.places.ends import check_no_outputs
from orchestra_dsl.analysis.types.places.handlers import handler
from orchestra_dsl.analysis.types.places.notices import notice
from orchestra_dsl.analysis.types.places.steps import step
from orchestra_dsl.analysis.types.places.triggers import trigger
from orchestra_dsl.analysis.types.scope import Bound, Scope
from orchestra_dsl.graph import types as g
from orchestra_dsl.syntax import nodes as n


def check_orchestration(t: Inference, outline: Outline, proofs: Proofs) -> CheckedOrchestration:
    """Infer everything in an orchestration."""
    node = outline.node
    outputs = outputs_of(outline, t.names, t.declarations, t.file)
    around = Surroundings(outline=outline, proofs=proofs, outputs=outputs)
    t = attrs.evolve(t, around=around)
    body = Body(
        t=t,
        around=around,
        go_through=go_through,
        let_numbers={id(each): index for index, each in enumerate(outline.lets)},
        var_numbers={id(each): index for index, each in enumerate(outline.variables)},
    )
    callee = t.declarations.orchestrations[outline.name]
    scope = _parameters(t, node, callee.parameters)
    top = Place(node=node, scope=Scope(scope))
    go_through(body, node.elements, top)
    for clause in node.clauses:
        _clause(body, clause, top, scope)
    for target in n.walk(node):
        if isinstance(target, n.Target) and target.is_end:
            check_no_outputs(t, outline.name, callee.outputs, target.span)
    return CheckedOrchestration(
        outline=outline,
        parameters=with_defaults(t, node, callee.parameters),
        declared_outputs=callee.outputs,
        variables=tuple(body.var_types.get(index, UNKNOWN) for index in range(len(outline.variables))),
        lets=tuple(around.formulas[index].type for index in range(len(outline.lets))),
        outputs={path: fields for path, fields in outputs.items() if fields is not None},
    )


def _parameters(t: Inference, node: n.Orchestration, fields: tuple[g.Field, ...]) -> Scope:
    scope = Scope()
    for index, (parameter, field) in enumerate(zip(node.parameters, fields, strict=True)):
        finding = scope.declare(Bound(parameter.name, ParameterMeaning(index, parameter), field.type, "parameter"))
        if finding is not None and finding.code != "O207":  # reported with the declaration
            t.findings.append(finding)
    return scope


def _clause(body: Body, clause: n.OrchestrationClause, top: Place, parameters: Scope) -> None:
    """Check a clause; who may start a run is asked before there is one, so that only parameters are seen."""
    t = body.t
    match clause:
        case n.StartOnRecord() | n.StartOnEvent() | n.StartEvery():
            trigger(t, clause, body.around.outline.node)
        case n.Allow(act=act, people=people):
            before = Place(node=clause, scope=parameters, elements=False)
            expect(t, people, g.PEOPLE, before if act == "start" else top.at(clause), f"`allow {act} by`")
        case n.UseCalendar(calendar=calendar):
            if t.names.find("calendar", calendar.text, t.file) is None:
                t.findings.append(t.names.unknown("O206", n.Calendar, calendar.text, calendar.span, t.file))
        case n.NotifyVia():
            notice(t, clause, top.at(clause))
        case n.OnError():
            handler(body, clause, top)
        case n.OnCancel(elements=elements):
            for element in elements:
                if isinstance(element, n.BackgroundStep):
                    step(body, element, top)
        case n.Version() | n.Migrate():
            return
        case _:
            assert_never(clause)
