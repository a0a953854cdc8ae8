"""What is known of steps and stages while the conditions of a stage and of its steps are asked.

A stage is active while its `finish when` is asked, and so is a step; what starts after a step has not begun then.
Whoever asks for anything else asks in vain.
"""

from collections.abc import Iterator

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.analysis.flow.clauses import continues
from orchestra_dsl.analysis.flow.conditions.moment import Moment, not_begun
from orchestra_dsl.analysis.flow.order import MOST_STEPS, StageOrder
from orchestra_dsl.analysis.flow.points import Flow
from orchestra_dsl.analysis.flow.reads import element_read, reads
from orchestra_dsl.analysis.flow.words import called, sentence
from orchestra_dsl.graph.statuses import FINISHED, Status
from orchestra_dsl.syntax import nodes as n

_WAITING = frozenset({Status.WAITING.words})
_ACTIVE = frozenset({Status.ACTIVE.words})
_IN_ERROR = frozenset({Status.ERROR.words})
_FINISHED = frozenset(status.words for status in FINISHED)

_WITHOUT_OUTPUTS = (n.OnlyIf, n.EnabledWhile, n.WithdrawWhen, n.StartWhen)
"""The clauses of a step that are asked only before it has its outputs."""


def moments(flow: Flow, checked: Checked) -> dict[int, Moment]:
    """Return what is known when each node, by its identity, of such a condition is worked out."""
    found: dict[int, Moment] = {}
    named = not checked.flaws.misname(flow.outline.node)
    for stage in flow.stages():
        order = StageOrder(stage, flow.element)
        inside = {id(stage), *map(id, stage.steps)}
        for owner, clause, condition in _conditions(stage):
            read = {id(element) for node in reads(condition, checked) if (element := element_read(node, checked))}
            if read & inside:
                ordered = named and len(stage.steps) <= MOST_STEPS and len(order.in_order) == len(stage.steps)
                near = [each for each in stage.steps if ordered and id(each) in read]
                moment = (
                    _of_stage(owner, clause) if isinstance(owner, n.Stage) else _of_step(owner, clause, near, order)
                )
                found.update((id(node), moment) for node in n.walk(condition))
    return found


def _conditions(stage: n.Stage) -> Iterator[tuple[n.Stage | n.Step, n.Node, n.Expression]]:
    """The conditions of a stage and its steps, with whose they are and the clause that says so."""
    for owner in (stage, *stage.steps):
        for clause in owner.clauses:
            match clause:
                case n.FinishWhen(join=condition) if isinstance(condition, n.Expression):
                    yield owner, clause, condition
                case (
                    n.StartWhen(condition=condition)
                    | n.OnlyIf(condition=condition)
                    | n.EnabledWhile(condition=condition)
                    | n.WithdrawWhen(condition=condition)
                    | n.EnoughWhen(condition=condition)
                ):
                    yield owner, clause, condition


def _of_stage(stage: n.Stage, clause: n.Node) -> Moment:
    if isinstance(clause, n.FinishWhen):
        return Moment(statuses={id(stage): _ACTIVE})
    steps = not_begun(map(id, stage.steps))
    return Moment(steps.absent, {**steps.statuses, id(stage): _WAITING})


def _of_step(step: n.Step, clause: n.Node, near: list[n.Step], order: StageOrder) -> Moment:
    """What is known of the stage, of the step itself, and of those near it that come before or after it."""
    stage = order.stage
    repeated = any(isinstance(each, n.ForEach) for each in step.clauses)
    waits = isinstance(clause, n.StartWhen)
    own = _WAITING if waits else _ACTIVE | _IN_ERROR if repeated else _ACTIVE
    around = _ACTIVE | _IN_ERROR | ({Status.COMPLETED.words} if continues(stage.clauses) else set())
    after = not_begun(id(each) for each in near if order.is_before(step, each))
    before = {id(each): _FINISHED for each in near if order.is_before(each, step)}
    mine = {id(step)} if isinstance(clause, _WITHOUT_OUTPUTS) else frozenset()
    return Moment(after.absent | mine, {**after.statuses, **before, id(step): own, id(stage): around})


def why(element: n.Node, moment: Moment) -> str:
    """Say what is known of a step or stage at a moment."""
    name = called(element)
    statuses = moment.statuses.get(id(element), frozenset())
    if statuses == _FINISHED:
        return f"{sentence(name)} has finished by the time that this is asked."
    if statuses & _ACTIVE:
        missing = ", and has no outputs yet" if id(element) in moment.absent else ""
        return f"{sentence(name)} is {'active' if statuses == _ACTIVE else 'still open'} while this is asked{missing}."
    return f"{sentence(name)} has not begun while this is asked."
