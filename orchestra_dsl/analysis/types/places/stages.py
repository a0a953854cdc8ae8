"""Stages: their clauses, and the steps inside."""

from typing import assert_never

import attrs

from orchestra_dsl.analysis.types.expectation import condition, expect
from orchestra_dsl.analysis.types.place import Place, Use
from orchestra_dsl.analysis.types.places.body import Body
from orchestra_dsl.analysis.types.places.durations import working_time
from orchestra_dsl.analysis.types.places.handlers import handler
from orchestra_dsl.analysis.types.places.notices import notice
from orchestra_dsl.analysis.types.places.steps import step
from orchestra_dsl.diagnostics import Label
from orchestra_dsl.graph import types as g
from orchestra_dsl.syntax import nodes as n


def stage(body: Body, node: n.Stage, place: Place) -> None:
    """Check a stage. Its clauses and steps see its steps by their own names."""
    _not_hidden(body, node, "stage", place)
    place = attrs.evolve(place, stage=body.around.outline.element_of[node])
    for clause in node.clauses:
        _clause(body, clause, place)
    for each in node.steps:
        _not_hidden(body, each, "step", place)
        step(body, each, place)


def _not_hidden(body: Body, node: n.Stage | n.Step, kind: str, place: Place) -> None:
    """An expression reads `x.output`: where `x` is a value too, it would read that."""
    bound = place.scope.find(node.name.text)
    if bound is not None:
        name = node.name.text
        message = f"The {kind} `{name}` cannot be read in expressions: `{name}` is the {bound.word} there."
        label = Label(bound.name.span, f"The {bound.word} `{name}` is declared here.")
        body.t.report("O208", message, node.name.span, "Rename one of them.", (label,))


def _clause(body: Body, clause: n.StageClause, place: Place) -> None:
    t = body.t
    match clause:
        case n.StartWhen(condition=asked, limit=limit):
            condition(t, asked, place.at(clause, Use.WAITING), "`start when`")
            if limit is not None:
                working_time(t, limit.duration, place.at(clause), "`up to`")
        case n.FinishWhen(join=asked):
            if not isinstance(asked, n.AllOf | n.AnyOf | n.CountOf):
                condition(t, asked, place.at(clause, Use.WAITING), "`finish when`")
        case n.Timeout(duration=amount):
            working_time(t, amount, place.at(clause), "`timeout`")
        case n.Lock(name=name):
            expect(t, name, g.TEXT, place.at(clause), "`lock`")
        case n.OnError():
            handler(body, clause, place)
        case n.NotifyVia():
            notice(t, clause, place.at(clause))
        case n.Rest() | n.OneAtATime():
            return
        case _:
            assert_never(clause)
