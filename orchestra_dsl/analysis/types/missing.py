"""A value that may be missing where one is needed: O501 for an output that is not proven, else O304."""

from collections.abc import Iterator

from orchestra_dsl.analysis.meanings import LetMeaning, OutputMeaning, StepMeaning
from orchestra_dsl.analysis.outline import NamedElement
from orchestra_dsl.analysis.show import quoted, show_expression
from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.analysis.types.subject import subject_of
from orchestra_dsl.diagnostics import Label
from orchestra_dsl.graph import types as g
from orchestra_dsl.graph.types import Optional
from orchestra_dsl.syntax import nodes as n


def present(t: Inference, node: n.Node, given: g.Type, needed_by: str) -> g.Type:
    """Return the type of a value that has to be there; report it where it may be missing."""
    if isinstance(given, Optional) or given == g.NOTHING:
        report_missing(t, node, given, needed_by)
    return g.required(given)


def report_missing(t: Inference, node: n.Node, given: g.Type, needed_by: str) -> None:
    """Report a value that may be missing, as what it is: an output without proof, or just optional."""
    if given == g.NOTHING:
        t.report("O304", f"{needed_by} needs a value, but this is `null`.", node.span)
        return
    if _reported_unproven(t, node):
        return
    message = f"{needed_by} needs a value, but {quoted(node)} is `{g.show(given)}` and may be missing."
    cause = subject_of(t, node) or show_expression(node)
    t.report("O304", message, node.span, f"Give a default with `??`{_check(node)}.", cause=cause)


def proven(t: Inference, node: n.Node) -> None:
    """Report an output without proof that is compared with a value: what is missing is equal to none."""
    if isinstance(t.tables.types.get(node), Optional):
        _reported_unproven(t, node)


def _check(node: n.Node) -> str:
    text = show_expression(node)
    return f", or check first: `{text} != null and …`" if text else ""


def _reported_unproven(t: Inference, node: n.Node) -> bool:
    """Report a node that is an output without proof; tell whether it is one."""
    unproven = _unproven(t, node)
    if unproven is None:
        return False
    step = unproven.step
    message = f"{quoted(node)} may not be there: the step `{step.path}` has not completed on every way to this place."
    hint = f"Give a default with `??`{_check(node)}; or make sure that the step completes before."
    t.report("O501", message, node.span, hint, tuple(_reasons(step)), cause=step.path)
    return True


_PASSED = {
    n.OnlyIf: "Where this does not hold, the step is skipped.",
    n.WithdrawWhen: "When this holds, the step ends without its outputs.",
    n.MaySkip: "With this, the step may be skipped.",
    n.WithoutWaiting: "With this, nobody waits for its outputs.",
}
"""Clauses by which a step may be done with and have no outputs, and what to say of them."""


def _reasons(step: NamedElement) -> Iterator[Label]:
    """Show the step, and what in it may keep its outputs away."""
    if step.node.name is not None:
        yield Label(step.node.name.span, f"The step `{step.path}` is declared here.")
    if isinstance(step.node, n.BackgroundStep | n.InteractiveStep):
        yield from (Label(each.span, _PASSED[type(each)]) for each in step.node.clauses if type(each) in _PASSED)
    if step.stage is not None and isinstance(step.stage.node, n.Stage):
        finishes = (each for each in step.stage.node.clauses if isinstance(each, n.FinishWhen))
        yield from (Label(each.span, "With this, the stage may finish before the step has.") for each in finishes)


def _unproven(t: Inference, node: n.Node) -> OutputMeaning | StepMeaning | None:
    """Return the output without proof that makes an expression optional, if it is one."""
    match node:
        case n.Coalesce(operands=operands):
            return _unproven(t, operands[-1])
        case n.Conditional(value=value, otherwise=otherwise):
            return _unproven(t, value) or _unproven(t, otherwise)
        case n.Reference() | n.Attribute():
            meaning = t.tables.meanings.get(node)
            if isinstance(meaning, OutputMeaning):
                return None if meaning.proven else meaning
            if isinstance(meaning, StepMeaning):
                return meaning
            if isinstance(meaning, LetMeaning) and t.around is not None:
                formula = t.around.formulas[meaning.index]
                return _unproven(t, formula.node.value) if formula.unproven else None
            return _unproven(t, node.subject) if isinstance(node, n.Attribute) else None
    return None
