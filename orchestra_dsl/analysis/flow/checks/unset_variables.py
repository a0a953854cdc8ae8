"""O503: variables that are read where control may not have passed their `var`."""

from collections.abc import Iterator

import attrs

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.analysis.flow.assigned import Assignments
from orchestra_dsl.analysis.flow.points import Edge, Flow
from orchestra_dsl.analysis.flow.words import called, head
from orchestra_dsl.analysis.meanings import LetMeaning, VariableMeaning
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.syntax import nodes as n


@attrs.frozen(eq=False)
class _Read:
    """Where a variable is read; `formula` is where a formula is named that leads to it."""

    variable: int
    place: n.Reference
    formula: n.Reference | None


def unset_variables(flow: Flow, checked: Checked) -> Iterator[Diagnostic]:
    """Report every variable that is read where it may not be set, at the first element that does so."""
    assignments = Assignments(flow, dict(_assignments(flow, checked)))
    certain = assignments.certain()
    open_variables = {
        number for number, each in enumerate(flow.outline.variables) if not isinstance(each.value, n.NullLiteral)
    }
    for at, point in enumerate(flow.points):
        if not open_variables:
            return
        if point.kind != "element" or point.node is None or isinstance(point.node, n.Let):
            continue  # a formula reads nothing where it stands, only where it is named
        for read in _reads(point.node, checked):
            if read.variable in open_variables and not certain[at] >> read.variable & 1:
                open_variables.remove(read.variable)
                yield _finding(flow, read, assignments.way(at, read.variable))


def _assignments(flow: Flow, checked: Checked) -> Iterator[tuple[int, int]]:
    numbers = {id(each): number for number, each in enumerate(flow.outline.variables)}
    for at, point in enumerate(flow.points):
        match point.node:
            case n.Var() as declared:
                yield at, numbers[id(declared)]
            case n.Set(name=name):
                meaning = checked.meanings[name]
                assert isinstance(meaning, VariableMeaning)  # noqa: S101 - the checker reports any other name
                yield at, meaning.index


def _reads(element: n.Node, checked: Checked) -> Iterator[_Read]:
    """Yield what an element reads itself, the elements in its blocks apart; each variable at the first place."""
    seen: set[int] = set()
    rest: list[tuple[n.Node, n.Reference | None]] = [(element, None)]
    while rest:
        node, formula = rest.pop()
        inner = [child for child in n.children(node) if not isinstance(child, n.Block)]
        rest.extend((child, formula) for child in reversed(inner))
        meaning = checked.meanings.get(node) if isinstance(node, n.Reference) else None
        if isinstance(node, n.Reference) and isinstance(meaning, VariableMeaning | LetMeaning):
            declared = meaning.variable if isinstance(meaning, VariableMeaning) else meaning.formula
            if id(declared) in seen:
                continue
            seen.add(id(declared))
            if isinstance(meaning, VariableMeaning):
                yield _Read(meaning.index, node, formula)
            else:
                rest.append((meaning.formula.value, formula or node))


def _finding(flow: Flow, read: _Read, way: list[Edge]) -> Diagnostic:
    declared = flow.outline.variables[read.variable]
    name, declaration = declared.name.text, flow.point_of[id(declared)]
    labels = [Label(declared.name.span, "Its `var` stands here.")]
    past = next((edge for edge in way if edge.source < declaration < edge.target), None)
    node = None if past is None else flow.points[past.source].node
    if node is not None:
        labels.append(Label(head(node), f"From {called(node)} control may go past it."))
    message, place = f"The variable `{name}` is read here, but it is not set on every way to this place.", read.place
    if read.formula is not None:
        message = f"The formula `{read.formula.name}` reads the variable `{name}`, "
        message += "which is not set on every way to this place."
        labels.append(Label(place.span, "Here the formula reads it."))
        place = read.formula
    return Diagnostic("O503", message, place.span, labels, f"Move the `var {name}` up, before anything goes past it.")
