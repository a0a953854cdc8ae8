"""What `exclude` and `assign to` read of other steps, and what conditions wait for."""

from collections.abc import Iterator

import attrs

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.analysis.flow.order import StageOrder
from orchestra_dsl.analysis.flow.points import Flow
from orchestra_dsl.analysis.meanings import LetMeaning, OutputMeaning, StateMeaning, StepMeaning
from orchestra_dsl.analysis.outline import NamedElement
from orchestra_dsl.source import Span
from orchestra_dsl.syntax import nodes as n

_WAITING = (n.StartWhen, n.EnabledWhile, n.WaitUntil, n.ConditionArm)


@attrs.frozen(eq=False)
class PeopleRead:
    """What a clause of a step reads: an output of `read`, at `place`; `order` is that of the stage of the step."""

    order: StageOrder
    step: n.Step
    clause: n.Exclude | n.AssignTo
    read: NamedElement
    place: Span


def people_read(order: StageOrder, checked: Checked) -> Iterator[PeopleRead]:
    """Return what the steps of a stage read of steps that are not proven to be completed."""
    for step in order.stage.steps:
        for clause in step.clauses:
            if isinstance(clause, n.Exclude | n.AssignTo):
                for people in _asked(clause):
                    for node, element in _outputs(people, checked):
                        yield PeopleRead(order, step, clause, element, node.span)


def waited_for(flow: Flow, checked: Checked) -> Iterator[int]:
    """Return the steps that some condition waits for, by identity: what is behind it may well be done after them."""
    for clause in n.walk(flow.outline.node):
        if isinstance(clause, _WAITING):
            for node in n.walk(clause.condition):
                meaning = checked.meanings.get(node)
                call = checked.calls.get(node)
                if isinstance(meaning, OutputMeaning | StepMeaning):
                    yield id(meaning.step.node)
                elif call is not None and isinstance(call.meaning, StateMeaning):
                    asked = call.meaning.element.node
                    yield from map(id, asked.steps if isinstance(asked, n.Stage) else (asked,))


def _asked(clause: n.Exclude | n.AssignTo) -> tuple[n.Expression, ...]:
    if isinstance(clause, n.Exclude):
        return clause.people
    return (clause.people,) if clause.otherwise is None else ()


def _outputs(people: n.Expression, checked: Checked) -> Iterator[tuple[n.Node, NamedElement]]:
    """The outputs that are read, without those for which something else stands where they are missing."""
    rest: list[tuple[n.Node, n.Node | None]] = [(people, None)]
    seen: set[int] = set()
    while rest:
        node, formula = rest.pop()
        meaning = checked.meanings.get(node) if isinstance(node, n.Reference | n.Attribute) else None
        if isinstance(meaning, OutputMeaning):
            if not meaning.proven:
                yield formula or node, meaning.step
        elif isinstance(meaning, LetMeaning):
            if id(meaning.formula) not in seen:
                seen.add(id(meaning.formula))
                rest.append((meaning.formula.value, formula or node))
        elif isinstance(node, n.Coalesce):
            rest.append((node.operands[-1], formula))
        elif not isinstance(node, n.Conditional):
            rest.extend((child, formula) for child in n.children(node))
