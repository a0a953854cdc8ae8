"""Names that stand for values."""

from collections.abc import Iterator

from orchestra_dsl.analysis.declare.types import UNKNOWN
from orchestra_dsl.analysis.meanings import LetMeaning, NowMeaning, RunMeaning, StageMeaning, StepMeaning
from orchestra_dsl.analysis.misspelt import misspelt
from orchestra_dsl.analysis.outline import NamedElement
from orchestra_dsl.analysis.show import an
from orchestra_dsl.analysis.types.elements import element_of, outputs_type
from orchestra_dsl.analysis.types.formulas import formula_type
from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.analysis.types.place import Place, Use
from orchestra_dsl.diagnostics import Label
from orchestra_dsl.graph import types as g
from orchestra_dsl.syntax import nodes as n


def reference(t: Inference, node: n.Reference, place: Place) -> g.Type:
    """A name: first what is declared around it, then `now` and `run`, then the elements."""
    bound = place.scope.find(node.name)
    if bound is not None:
        t.tables.meanings[node] = bound.meaning
        return formula_type(t, node, bound.meaning, place) if isinstance(bound.meaning, LetMeaning) else bound.type
    if node.name == "now":
        return _now(t, node, place)
    if node.name == "run":
        t.tables.meanings[node] = RunMeaning()
        t.report("O301", "`run` by itself is not a value.", node.span, "Write `run.id`, or another of its facts.")
        return UNKNOWN
    element = element_of(t, node, place)
    if element is not None:
        return element_value(t, node, element, place)
    _unknown(t, node, place)
    return UNKNOWN


def element_value(t: Inference, node: n.Reference | n.Attribute, element: NamedElement, place: Place) -> g.Type:
    """An element where a value is needed: of a step it is all its outputs; others are no values."""
    if isinstance(element.node, n.BackgroundStep | n.InteractiveStep):
        if is_unheard(t, element, node):
            return UNKNOWN
        type_ = outputs_type(t, element, place)
        t.tables.meanings[node] = StepMeaning(element)
        return UNKNOWN if type_ is None else type_
    if isinstance(element.node, n.Stage):
        t.tables.meanings[node] = StageMeaning(element)
    hint = {
        "stage": f"Write `{element.path}.STEP.OUTPUT`, or `state({element.path})`.",
        "decision": f"Ask `visited({element.path}.OUTCOME)`.",
        "branch": f"To count branches, write `finish when 1 of {element.path}`, with others behind it.",
    }.get(element.kind)
    t.report("O301", f"`{element.path}` is {an(element.kind)}, which is not a value.", node.span, hint)
    return UNKNOWN


def is_unheard(t: Inference, step: NamedElement, node: n.Node) -> bool:
    """Tell whether a step waits for no answer, so that it has no outputs; report who reads them."""
    clauses = step.node.clauses if isinstance(step.node, n.BackgroundStep) else ()
    clause = next((each for each in clauses if isinstance(each, n.WithoutWaiting)), None)
    if clause is None:
        return False
    message = f"`{step.path}` does not wait for an answer, so its outputs are never there."
    hint = "Take `without waiting` out; or let the answer be written into a record, and read that."
    t.report("O504", message, node.span, hint, (Label(clause.span, "With this, nobody waits for it."),))
    return True


def _now(t: Inference, node: n.Reference, place: Place) -> g.Type:
    t.tables.meanings[node] = NowMeaning()
    if place.use is Use.WAITING and not place.compared:
        message = "While a condition waits, `now` may only be one side of a comparison."
        t.report("O309", message, node.span, "Put the rest on the other side: `now > case.opened_at + 3d`.")
    return g.DATETIME


_BELOW = "It is declared further down. Move its declaration above this place."
_IN_ANOTHER_BLOCK = "It is declared in another block, and can be read only there."
_ITEM_HINT = "To leave items out, `filter` the list; what the items have brought is in the step's own output."


def _unknown(t: Inference, node: n.Reference, place: Place) -> None:
    name = node.name
    if name == place.hidden:
        message = f"`{name}` stands for one item of the list, and this is not worked out for each item."
        t.report("O213", message, node.span, _ITEM_HINT)
        return
    message = f"There is no `{name}` here."
    elsewhere = next((each for each in _formulas(t) if each.name.text == name), None)
    if elsewhere is not None:
        where = _BELOW if elsewhere.span.start > node.span.start else _IN_ANOTHER_BLOCK
        t.report("O201", message, node.span, where, cause=name)
        return
    is_called = t.names.find("callable", name, t.file) is not None
    hint = f"It is called with its arguments: `{name}(…)`." if is_called else None
    known = [*place.scope.names(), "now", "run", *_elements(t, place)]
    t.findings.append(misspelt("O201", message, node.span, name, known, hint, cause=name))


def _elements(t: Inference, place: Place) -> Iterator[str]:
    """The stages and steps that can be read here: the steps of the stage around by their own names, too."""
    if t.around is None or not place.elements:
        return
    own = None if place.stage is None else f"{place.stage.path}."
    for path, element in t.around.outline.elements.items():
        if isinstance(element.node, n.Stage | n.BackgroundStep | n.InteractiveStep):
            yield path
            if own is not None and path.startswith(own):
                yield path.removeprefix(own)


def _formulas(t: Inference) -> tuple[n.Let | n.Var, ...]:
    return () if t.around is None else (*t.around.outline.lets, *t.around.outline.variables)
