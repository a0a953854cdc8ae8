"""Predicates in place, and default values of the parameters of what steps and conditions call."""

from collections.abc import Iterator

import attrs

from orchestra_dsl.analysis.meanings import LocalMeaning
from orchestra_dsl.analysis.types.expectation import condition, expect
from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.analysis.types.place import Place, Use
from orchestra_dsl.analysis.types.scope import Bound, Scope
from orchestra_dsl.analysis.types.traits import Traits, traits_of
from orchestra_dsl.syntax import nodes as n


def check_predicates(t: Inference, predicates: dict[str, Traits], order: list[tuple[str, n.Predicate, str]]) -> None:
    """Infer the predicates in place, those first that others call; enter the traits of all into `predicates`."""
    for name, node, file in order:
        if node.body is None:
            predicates[name] = Traits(asks=True)
            continue
        scope = Scope()
        fields = t.declarations.predicates[name].parameters
        for parameter, field in zip(node.parameters, fields, strict=True):
            finding = scope.declare(Bound(parameter.name, LocalMeaning(parameter), field.type, "parameter"))
            if finding is not None and finding.code != "O207":  # reported with the declaration
                t.findings.append(finding)
        place = Place(node=node, scope=scope, use=Use.FORMULA, elements=False)
        condition(attrs.evolve(t, file=file), node.body, place, f"The predicate `{name}`")
        predicates[name] = traits_of(node.body, t.tables, {}, predicates)


def check_defaults(t: Inference) -> None:
    """Infer the defaults of flows, screens and predicates; they see no names. places/defaults.py has the others."""
    for owner, file in _with_parameters(t):
        declarations = t.declarations
        callees = {
            **declarations.flows,
            **declarations.screens,
            **declarations.predicates,
        }
        fields = callees[owner.name.text].parameters
        for parameter, field in zip(owner.parameters, fields, strict=True):
            if parameter.default is not None:
                place = Place(node=owner, scope=Scope(), elements=False)
                what = f"The default of `{field.name}`"
                expect(attrs.evolve(t, file=file), parameter.default, field.type, place, what)


def _with_parameters(t: Inference) -> Iterator[tuple[n.Flow | n.Screen | n.Predicate, str]]:
    for kind in (n.Flow, n.Screen, n.Predicate):
        for _, node, file in t.names.all(kind):
            assert isinstance(node, n.Flow | n.Screen | n.Predicate)  # noqa: S101 - asked for
            yield node, file
