"""What a run can be asked about its elements: `state`, `visited`; and `original`."""

from orchestra_dsl.analysis.declare.types import UNKNOWN
from orchestra_dsl.analysis.meanings import (
    MatchedCall,
    OriginalMeaning,
    ParameterMeaning,
    StateMeaning,
    VisitedMeaning,
)
from orchestra_dsl.analysis.misspelt import misspelt
from orchestra_dsl.analysis.show import an, listed, show_expression
from orchestra_dsl.analysis.types.elements import element_of
from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.analysis.types.place import Place, Use
from orchestra_dsl.graph import types as g
from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.syntax import nodes as n

STATUSES = g.Choice(
    tuple(
        status.words
        for status in (
            Status.NOT_STARTED,
            Status.WAITING,
            Status.ACTIVE,
            Status.COMPLETED,
            Status.SKIPPED,
            Status.DISCONTINUED,
            Status.CANCELED,
            Status.ERROR,
        )
    )
)
"""What `state(…)` answers: the statuses of stages and steps."""

_STANDING = (n.Stage, n.BackgroundStep, n.InteractiveStep)
"""What has a status."""


def state(t: Inference, node: n.Call, place: Place) -> g.Type:
    """`state(resolve.fix)`: the status of a stage or a step."""
    argument = _only(t, node, place, "`state` needs the name of a stage or a step.", "state(resolve.fix)")
    if argument is None:
        return STATUSES
    element = element_of(t, argument, place)
    if element is None:
        _unknown(t, argument, place, "stage or step", "state(resolve.fix)", _STANDING)
    elif not isinstance(element.node, _STANDING):
        t.report(
            "O214", f"`{element.path}` is {an(element.kind)}. `state` asks about a stage or a step.", argument.span
        )
    else:
        t.tables.calls[node] = MatchedCall(StateMeaning(element), ())
    return STATUSES


def visited(t: Inference, node: n.Call, place: Place) -> g.Type:
    """`visited(severity.critical)`: whether the run has taken this outcome."""
    shape = "visited(severity.critical)"
    argument = _only(t, node, place, "`visited` needs the outcome of a decision.", shape)
    if argument is None:
        return g.BOOLEAN
    decision = element_of(t, argument.subject, place) if isinstance(argument, n.Attribute) else None
    if not isinstance(argument, n.Attribute) or decision is None:
        _unknown(t, argument, place, "outcome of a decision", shape)
        return g.BOOLEAN
    if not isinstance(decision.node, n.Decision):
        message = f"`{decision.path}` is {an(decision.kind)}. `visited` asks about the outcome of a decision."
        t.report("O214", message, argument.span, f"It is called as `{shape}`.")
        return g.BOOLEAN
    outcomes = [outcome.name.text for outcome in decision.node.outcomes]
    outcomes += ["otherwise"] if decision.node.otherwise is not None else []
    name = argument.name.text
    if name in outcomes:
        t.tables.calls[node] = MatchedCall(VisitedMeaning(decision, name), ())
    else:
        message = f"The decision `{decision.path}` has no outcome `{name}`."
        hint = f"It has {listed(outcomes)}." if outcomes else None
        t.findings.append(misspelt("O202", message, argument.name.span, name, outcomes, hint))
    return g.BOOLEAN


def original(t: Inference, node: n.Call, place: Place) -> g.Type:
    """`original(case)`: what a record held when the run started. It is no record: nothing changes it."""
    argument = _only(t, node, place, "`original` needs a record that the run has started with.", "original(case)")
    if argument is None:
        return UNKNOWN
    if place.use is Use.TRIGGER:
        t.report("O308", "`original` may not stand here: there is no run before it starts.", node.span)
        return UNKNOWN
    type_ = t.infer(argument, place)
    meaning = t.tables.meanings.get(argument)
    record = g.required(type_)
    if isinstance(meaning, ParameterMeaning) and isinstance(record, g.RecordOf):
        t.tables.calls[node] = MatchedCall(OriginalMeaning(meaning.index), (argument,))
        fields = (g.Field("id", g.TEXT), *t.declarations.records[record.name].fields)
        kept = g.ObjectOf(tuple({each.name: each for each in fields}.values()))
        return g.Optional(kept) if isinstance(type_, g.Optional) else kept
    if type_ != UNKNOWN:
        message = "`original` needs a parameter of the orchestration that is a record."
        t.report("O301", message, argument.span, "It is called as `original(case)`.")
    return UNKNOWN


def _only(t: Inference, node: n.Call, place: Place, message: str, shape: str) -> n.Expression | n.Lambda | None:
    """Return the one argument of a call; report it where there are more or none."""
    if len(node.arguments) == 1 and node.arguments[0].name is None:
        return node.arguments[0].value
    del place
    t.report("O303" if node.arguments else "O302", message, node.function.span, f"It is called as `{shape}`.")
    return None


def _unknown(
    t: Inference, node: n.Node, place: Place, what: str, shape: str, kinds: tuple[type[n.Node], ...] = ()
) -> None:
    """Report an argument that names no element."""
    if not place.elements or t.around is None:
        t.report("O308", "The elements of an orchestration cannot be asked about here.", node.span)
        return
    message = f"This is not the name of {an(what)}."
    elements = t.around.outline.elements.items()
    known = [path for path, each in elements if isinstance(each.node, kinds)]
    name = show_expression(node) or ""
    t.findings.append(misspelt("O202", message, node.span, name, known, f"It is called as `{shape}`."))
