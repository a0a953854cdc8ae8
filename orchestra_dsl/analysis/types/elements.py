"""Elements in expressions: which stage or step `triage.classify` means, and what a step gives."""

from orchestra_dsl.analysis.names.paths import resolve
from orchestra_dsl.analysis.outline import NamedElement
from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.analysis.types.place import Place
from orchestra_dsl.graph import types as g
from orchestra_dsl.syntax import nodes as n


def element_of(t: Inference, node: n.Node, place: Place) -> NamedElement | None:
    """Return the element that an expression names: a name by itself, or a stage and a step; None for a value."""
    if t.around is None or not place.elements:
        return None
    elements = t.around.outline.elements
    match node:
        case n.Reference(name=name) if place.scope.find(name) is None:
            stage = place.stage.node if place.stage is not None else None
            return resolve(elements, name, stage if isinstance(stage, n.Stage) else None)
        case n.Attribute(subject=n.Reference() as subject, name=name):
            stage_named = element_of(t, subject, place)
            if stage_named is not None and isinstance(stage_named.node, n.Stage):
                return elements.get(f"{stage_named.path}.{name.text}")
    return None


def repeats(step: NamedElement) -> n.ForEach | None:
    """Return the `for each` of a step, where it has one."""
    if not isinstance(step.node, n.BackgroundStep | n.InteractiveStep):
        return None
    return next((clause for clause in step.node.clauses if isinstance(clause, n.ForEach)), None)


def outputs_type(t: Inference, step: NamedElement, place: Place) -> g.Type | None:
    """Return the type of all outputs of a step together; None where they are unknown."""
    assert t.around is not None  # noqa: S101 - there are no elements without an orchestration around
    fields = t.around.outputs.get(step.path)
    if fields is None:
        return None
    if repeats(step) is not None:
        return g.ListOf(g.ObjectOf(fields))
    return g.ObjectOf(fields) if is_proven(t, step, place) else g.Optional(g.ObjectOf(fields))


def is_proven(t: Inference, step: NamedElement, place: Place) -> bool:
    """Tell whether the outputs of a step are certainly there at a place."""
    return t.around is not None and t.around.proofs.assigned(step.node, place.node)
