"""The type of a `let` where its name is read.

A formula is worked out afresh wherever it is named. So an output that is certainly there at the `let` has to be there
at every reader too; where it is not, the formula is looked at once more as if it were written at the reader.
"""

import attrs

from orchestra_dsl.analysis.meanings import LetMeaning, OutputMeaning, StepMeaning
from orchestra_dsl.analysis.outline import NamedElement
from orchestra_dsl.analysis.types.elements import is_proven
from orchestra_dsl.analysis.types.inference import Formula, Inference, Surroundings
from orchestra_dsl.analysis.types.place import Place
from orchestra_dsl.analysis.types.traits import traits_of
from orchestra_dsl.analysis.types.uses import check_traits
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.graph import types as g
from orchestra_dsl.syntax import nodes as n


def formula_of(t: Inference, around: Surroundings, node: n.Let, place: Place) -> Formula:
    """Infer a `let` at its own place, and note what its value rests on."""
    type_ = t.infer(node.value, place)
    steps: dict[str, NamedElement] = {}
    lets: set[int] = set()
    for inner in n.walk(node.value):
        meaning = t.tables.meanings.get(inner)
        if isinstance(meaning, OutputMeaning | StepMeaning) and is_proven(t, meaning.step, place):
            steps[meaning.step.path] = meaning.step
        elif isinstance(meaning, LetMeaning):
            other = around.formulas[meaning.index]
            lets |= other.lets | {meaning.index}
            steps |= {step.path: step for step in other.steps}
    own = t.tables.meanings.get(node.value)
    traits = {index: formula.traits for index, formula in around.formulas.items()}
    return Formula(
        node=node,
        place=place,
        type=type_,
        steps=tuple(steps.values()),
        lets=frozenset(lets),
        traits=traits_of(node.value, t.tables, traits, dict(t.predicates)),
        unproven=isinstance(own, OutputMeaning) and not own.proven,
    )


def formula_type(t: Inference, node: n.Reference, meaning: LetMeaning, place: Place) -> g.Type:
    """Return the type of a formula where its name is read."""
    around = t.around
    assert around is not None  # noqa: S101 - a formula stands in an orchestration
    formula = around.formulas[meaning.index]
    check_traits(t, node, formula.traits, place, f"The formula `{node.name}`")
    missing = [step for step in formula.steps if not is_proven(t, step, place)]
    if not missing:
        return formula.type
    for index in sorted(formula.lets | {meaning.index}):
        if (index, id(place.node)) not in around.elsewhere:
            around.elsewhere[index, id(place.node)] = _elsewhere(t, around.formulas[index], place)
    type_, findings = around.elsewhere[meaning.index, id(place.node)]
    if findings:
        _report(t, node, missing[0], findings[0])
        return formula.type
    return type_


def _elsewhere(t: Inference, formula: Formula, place: Place) -> tuple[g.Type, list[Diagnostic]]:
    """Infer a formula as if it stood at another place."""
    aside = t.aside()
    type_ = aside.infer(formula.node.value, attrs.evolve(formula.place, node=place.node))
    return type_, aside.findings


def _report(t: Inference, node: n.Reference, step: NamedElement, inside: Diagnostic) -> None:
    message = (
        f"The formula `{node.name}` reads the step `{step.path}`, which has not completed on every way to this place."
    )
    labels = (Label(inside.span, "Here the formula needs it."),)
    t.report("O501", message, node.span, "Give a default with `??` in the formula.", labels)
