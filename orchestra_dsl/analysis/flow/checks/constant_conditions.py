"""O306: conditions that are always true or never hold, by their parts together or by themselves."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import combinations
from types import MappingProxyType

import attrs

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.analysis.flow.conditions.formulas import Every, Formula, Opposite, subjects_of
from orchestra_dsl.analysis.flow.conditions.moment import ANY, Moment
from orchestra_dsl.analysis.flow.conditions.reader import Reader
from orchestra_dsl.analysis.flow.conditions.search import are_all, cells_of, constant, may_meet
from orchestra_dsl.analysis.flow.conditions.words import phrase
from orchestra_dsl.analysis.flow.moments import moments, why
from orchestra_dsl.analysis.flow.points import Flow
from orchestra_dsl.analysis.flow.reads import element_read, is_sound, reads
from orchestra_dsl.analysis.flow.words import head
from orchestra_dsl.analysis.flow.writers import never_set
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
NOTHING_KNOWN: Mapping[int, Moment] = MappingProxyType({})
MOST_OPERANDS = 30
"""The most operands of which each two are held against each other."""


def constant_conditions(flow: Flow, checked: Checked) -> Iterator[Diagnostic]:
    """Report every condition of the orchestration that does not depend on what happens."""
    yield from fixed_parts(flow.outline.node, checked, never_set(flow, checked), moments(flow, checked))


def fixed_parts(
    root: n.Node,
    checked: Checked,
    fixed_variables: AbstractSet[int] = frozenset(),
    known: Mapping[int, Moment] = NOTHING_KNOWN,
) -> Iterator[Diagnostic]:
    """Report the innermost fixed parts of all conditions inside a node.

    `fixed_variables` are those, by identity, that keep the value of their `var`. `known` is what is known of steps and
    stages when a node, by its identity, is worked out.
    """
    asked = {id(each) for each in _asked(root)}
    awaited = {id(each) for each in _awaited(root)}
    fixed: set[int] = set()
    for node in reversed(tuple(n.walk(root))):
        if any(id(each) in fixed for each in n.children(node)):
            fixed.add(id(node))
        elif node in checked.types and (id(node) in asked or isinstance(node, n.And | n.Or | n.Comparison)):
            moment = known.get(id(node), ANY)
            reader = Reader(checked, fixed_variables, moment, settings=id(node) not in awaited)
            found = _judge(node, reader) if is_sound(node, checked) else None
            if found is not None:
                fixed.add(id(node))
                yield _at_that_moment(found, node, moment, checked)


def _at_that_moment(finding: Diagnostic, node: n.Node, moment: Moment, checked: Checked) -> Diagnostic:
    """Show what is known of steps and stages, where a condition is fixed for that."""
    read = {id(element): element for part in reads(node, checked) if (element := element_read(part, checked))}
    known = [each for identity, each in read.items() if moment.knows(identity)]
    if not known or constant(Reader(checked).formula(node)) is not None:
        return finding
    labels = [*finding.labels, *(Label(head(each), why(each, moment)) for each in known)]
    hint = "Ask for something that comes about while it is asked, or leave this out."
    return attrs.evolve(finding, labels=labels, hint=hint)


def _asked(root: n.Node) -> Iterator[n.Node]:
    """What stands where a condition is asked for. `repeat while true` is a loop without a condition."""
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
        yield from (each for each in asked if each is not None)


def _awaited(root: n.Node) -> Iterator[n.Node]:
    """What is waited for: a setting never changes, so to wait for what it says is a mistake.

    With others beside it that may change it is none: `not strict or case.approved`.
    """
    for node in n.walk(root):
        match node:
            case n.FinishWhen(join=awaited) | n.WaitUntil(condition=awaited) | n.StartWhen(condition=awaited):
                pass
            case n.Await(arms=(n.ConditionArm(condition=awaited),)):
                pass
            case _:
                continue
        yield awaited
        while isinstance(awaited, n.Not):
            awaited = awaited.operand
            yield awaited


def _judge(node: n.Node, reader: Reader) -> Diagnostic | None:
    if isinstance(node, n.And | n.Or):
        return _together(node, reader)
    if isinstance(node, n.Not):
        return None  # what it turns round is judged itself
    always = constant(reader.formula(node))
    return None if always is None else _finding(node, _never_set(node, reader), always=always)


def _never_set(condition: n.Node, reader: Reader) -> list[Label]:
    """Show the variables that make a condition fixed."""
    found = dict.fromkeys(each for node in n.walk(condition) if (each := reader.fixed_variable(node)) is not None)
    return [Label(each.name.span, f"Nothing sets `{each.name.text}`.") for each in found]


def _together(node: n.And | n.Or, reader: Reader) -> Diagnostic | None:
    parts = [reader.formula(each) for each in node.operands]
    subjects = [{id(each) for each in subjects_of(part)} for part in parts]
    if sum(map(len, subjects)) == len(set().union(*subjects)):
        return None  # parts that have nothing in common cannot contradict each other
    whole: Formula = Every(tuple(parts)) if isinstance(node, n.And) else Opposite(Every(tuple(map(Opposite, parts))))
    always = constant(whole)
    if always is not isinstance(node, n.Or):
        return None
    clash = may_meet if isinstance(node, n.And) else are_all
    few = list(zip(node.operands, parts, strict=True))[:MOST_OPERANDS]
    pair = next((pair for pair in combinations(few, 2) if clash(pair[0][1], pair[1][1]) is always), few)
    labels = [Label(each.span, _where(part, always=always)) for each, part in pair]
    message = "One of these always holds, so together they are always true."
    message = message if always else "These conditions contradict each other, so together they never hold."
    return Diagnostic("O306", message, labels[0].span.to(labels[-1].span), labels, _hint(always=always))


def _where(part: Formula, *, always: bool) -> str:
    """Say where one of the parts holds: "this holds only where `n` is below 3"."""
    only = "" if always else " only"
    found = list(dict.fromkeys(subjects_of(part)))
    if len(found) == 1:
        cells = cells_of(part, found[0])
        said = phrase(found[0], cells) if cells else None
        if said is not None:
            return f"This holds{only} where {said}."
    return "This is one part." if always else "This is one of the parts."


def _finding(node: n.Node, labels: list[Label], *, always: bool) -> Diagnostic:
    message = f"This condition {'is always true' if always else 'never holds'}."
    return Diagnostic("O306", message, node.span, labels, _hint(always=always))


def _hint(*, always: bool) -> str:
    return "Leave the condition out, or correct it." if always else "Correct it, or remove what hangs on it."
