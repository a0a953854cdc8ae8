"""What steps call: a flow, a screen, another orchestration; and what they get from it."""

from collections.abc import Mapping

from orchestra_dsl.analysis.checked import Callee, Declarations
from orchestra_dsl.analysis.declare.names import WORDS, Names
from orchestra_dsl.analysis.meanings import FlowMeaning, MatchedCall, RunCallMeaning, ScreenMeaning
from orchestra_dsl.analysis.outline import Outline
from orchestra_dsl.analysis.show import an
from orchestra_dsl.analysis.types.arguments import match_arguments
from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.analysis.types.place import Place
from orchestra_dsl.graph import types as g
from orchestra_dsl.syntax import nodes as n

COMPLETION = (g.Field("completed_by", g.USER), g.Field("completed_at", g.DATETIME))
"""What every interactive step gives besides the outputs of its screen."""


def outputs_of(
    outline: Outline, names: Names, declarations: Declarations, file: str
) -> Mapping[str, tuple[g.Field, ...] | None]:
    """Return the outputs of every step by its path; None where what it calls is unknown."""
    outputs: dict[str, tuple[g.Field, ...] | None] = {}
    for _, element in outline.element_of:
        step = element.node
        if isinstance(step, n.BackgroundStep | n.InteractiveStep) and element.path not in outputs:
            callee = callee_of(names, declarations, step.call, called_by(step), file)
            outputs[element.path] = None if callee is None else _outputs(step, callee)
    return outputs


def called_by(step: n.Step) -> type[n.Flow | n.Screen | n.Orchestration]:
    """Return what a step of this kind calls."""
    if isinstance(step, n.InteractiveStep):
        return n.Screen
    return n.Orchestration if step.runs else n.Flow


def callee_of(names: Names, declarations: Declarations, call: n.Call, kind: type[n.Node], file: str) -> Callee | None:
    """Return what a call of this kind calls; None where a file sees no such name."""
    name = call.function.text
    node = names.find("callable", name, file)
    if not isinstance(node, kind):
        return None
    everything = {**declarations.flows, **declarations.screens, **declarations.orchestrations}
    return everything.get(name)


def check_call(t: Inference, call: n.Call, kind: type[n.Flow | n.Screen | n.Orchestration], place: Place) -> None:
    """Check what a step or an `undo` calls, and with which arguments."""
    callee = callee_of(t.names, t.declarations, call, kind, t.file)
    if callee is None:
        _report(t, call, kind)
        for argument in call.arguments:
            t.infer(argument.value, place)
        return
    arguments = match_arguments(t, call, callee, place)
    match callee.node:
        case n.Flow():
            t.tables.calls[call] = MatchedCall(FlowMeaning(callee.node), arguments)
        case n.Screen():
            t.tables.calls[call] = MatchedCall(ScreenMeaning(callee.node), arguments)
        case n.Orchestration():
            t.tables.calls[call] = MatchedCall(RunCallMeaning(callee.node), arguments)


def _report(t: Inference, call: n.Call, kind: type[n.Flow | n.Screen | n.Orchestration]) -> None:
    name = call.function.text
    other = t.names.find("callable", name, t.file)
    if other is None:
        t.findings.append(t.names.unknown("O203", kind, name, call.function.span, t.file))
        return
    message = f"`{name}` is {an(WORDS[type(other)])}, but {_CALLED[kind]} here."
    hint = {
        n.Flow: "A `background` step calls a flow.",
        n.Screen: "An `interactive` step shows a screen.",
        n.Orchestration: "A `background` step with `run` runs an orchestration.",
    }.get(type(other))
    t.report("O203", message, call.function.span, hint)


_CALLED: dict[type[n.Node], str] = {
    n.Flow: "a flow is called",
    n.Screen: "a screen is shown",
    n.Orchestration: "an orchestration is run",
}


def _outputs(step: n.Step, callee: Callee) -> tuple[g.Field, ...]:
    if isinstance(step, n.InteractiveStep):
        return _with(callee.outputs, *COMPLETION)
    if isinstance(callee.node, n.Orchestration):
        return _with(callee.outputs, g.Field("outcome", outcome_type(callee.node)))
    return callee.outputs


def _with(fields: tuple[g.Field, ...], *more: g.Field) -> tuple[g.Field, ...]:
    names = {field.name for field in more}
    return (*(field for field in fields if field.name not in names), *more)


def outcome_type(orchestration: n.Orchestration) -> g.Type:
    """Return what the outcome of a run can be: the texts after its `end`s; missing where it ends without one."""
    ends = [node for node in n.walk(orchestration) if isinstance(node, n.End)]
    outcomes = tuple(dict.fromkeys(end.outcome.value for end in ends if end.outcome is not None))
    plain = any(end.outcome is None for end in ends)
    plain = plain or any(isinstance(node, n.Target) and node.is_end for node in n.walk(orchestration))
    last = orchestration.elements[-1] if orchestration.elements else None
    plain = plain or not isinstance(last, n.End | n.GoTo | n.Fail)
    type_: g.Type = g.Choice(outcomes) if outcomes else g.TEXT
    return g.optional(type_) if plain or not outcomes else type_
