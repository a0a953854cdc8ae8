"""O306: conditions that are always true or never hold, by their parts together or by themselves."""

from collections.abc import Iterator
from itertools import combinations

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.analysis.flow.conditions.formulas import Every, Formula, Opposite, subjects_of
from orchestra_dsl.analysis.flow.conditions.reader import Reader
from orchestra_dsl.analysis.flow.conditions.search import are_all, constant, leaves, may_meet
from orchestra_dsl.analysis.flow.conditions.words import phrase
from orchestra_dsl.analysis.flow.points import Flow
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.syntax import nodes as n

_CONDITIONS = (
    n.StartWhen,
    n.OnlyIf,
    n.EnabledWhile,
    n.WithdrawWhen,
    n.EnoughWhen,
    n.Outcome,
    n.Repeat,
    n.WaitUntil,
    n.ConditionArm,
    n.Conditional,
    n.StartOnRecord,
    n.StartOnEvent,
)
MOST_OPERANDS = 30
"""The most operands of which each two are held against each other."""


def constant_conditions(flow: Flow, checked: Checked) -> Iterator[Diagnostic]:
    """Report every condition of the orchestration that does not depend on what happens."""
    yield from fixed_parts(flow.outline.node, checked)


def fixed_parts(root: n.Node, checked: Checked) -> Iterator[Diagnostic]:
    """Report the innermost fixed parts of all conditions inside a node."""
    written_out = {id(each) for each in _written_out(root)}
    fixed: set[int] = set()
    for node in reversed(tuple(n.walk(root))):
        if any(id(each) in fixed for each in n.children(node)):
            fixed.add(id(node))
        elif (found := _judge(node, checked, is_condition=id(node) in written_out)) is not None:
            fixed.add(id(node))
            yield found


def _written_out(root: n.Node) -> Iterator[n.Node]:
    """The truths that stand where a condition is asked for. `repeat while true` is a loop without a condition."""
    for node in n.walk(root):
        asked: tuple[n.Node | None, ...] = ()
        match node:
            case n.And(operands=operands) | n.Or(operands=operands):
                asked = operands
            case n.Not(operand=operand):
                asked = (operand,)
            case n.FinishWhen(join=join):
                asked = (join,)
            case n.EventArm(where=where):
                asked = (where,)
            case n.Repeat(condition=n.BooleanLiteral(value=True)):
                continue
            case _ if isinstance(node, _CONDITIONS):
                asked = (node.condition,)
        yield from (each for each in asked if isinstance(each, n.BooleanLiteral))


def _judge(node: n.Node, checked: Checked, *, is_condition: bool) -> Diagnostic | None:
    match node:
        case n.BooleanLiteral(value=value) if is_condition:
            return _finding(node, [], always=value)
        case n.Comparison() if node in checked.types:
            always = constant(Reader(checked).formula(node))
            return None if always is None else _finding(node, [], always=always)
        case n.And(operands=operands) | n.Or(operands=operands) if node in checked.types:
            return _together(node, operands, checked)
    return None


def _together(node: n.And | n.Or, operands: tuple[n.Expression, ...], checked: Checked) -> Diagnostic | None:
    reader = Reader(checked)
    parts = [reader.formula(each) for each in operands]
    subjects = [{id(each) for each in subjects_of(part)} for part in parts]
    if sum(map(len, subjects)) == len(set().union(*subjects)):
        return None  # parts that have nothing in common cannot contradict each other
    whole: Formula = Every(tuple(parts)) if isinstance(node, n.And) else Opposite(Every(tuple(map(Opposite, parts))))
    always = constant(whole)
    if always is not isinstance(node, n.Or):
        return None
    clash = may_meet if isinstance(node, n.And) else are_all
    few = list(zip(operands, parts, strict=True))[:MOST_OPERANDS]
    pair = next((pair for pair in combinations(few, 2) if clash(pair[0][1], pair[1][1]) is always), few)
    return _finding(node, [Label(each.span, _where(part, always=always)) for each, part in pair], always=always)


def _where(part: Formula, *, always: bool) -> str:
    """Say where one of the parts holds: "this holds only where `n` is below 3"."""
    only = "" if always else " only"
    found = list(dict.fromkeys(subjects_of(part)))
    if len(found) == 1:
        cells = [case[found[0]] for case, first in leaves([part]) if first is not None and found[0] in case]
        said = phrase(found[0], cells) if cells else None
        if said is not None:
            return f"This holds{only} where {said}."
    return "This is one part." if always else "This is one of the parts."


def _finding(node: n.Node, labels: list[Label], *, always: bool) -> Diagnostic:
    if labels:
        message = "One of these always holds, so together they are always true."
        message = message if always else "These conditions contradict each other, so together they never hold."
        span = labels[0].span.to(labels[-1].span)
    else:
        message, span = f"This condition {'is always true' if always else 'never holds'}.", node.span
    hint = "Leave the condition out, or correct it." if always else "Correct it, or remove what hangs on it."
    return Diagnostic("O306", message, span, labels, hint)
