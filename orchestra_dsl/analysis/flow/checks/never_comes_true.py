"""O407 and O412: conditions that are waited for although nothing that they read can change in the meantime."""

from collections.abc import Iterator

import attrs

from orchestra_dsl.analysis.flow.conditions.moment import not_begun
from orchestra_dsl.analysis.flow.conditions.reader import Reader
from orchestra_dsl.analysis.flow.conditions.search import constant
from orchestra_dsl.analysis.flow.reads import is_sound
from orchestra_dsl.analysis.flow.steady import Steady
from orchestra_dsl.analysis.flow.words import called, head, sentence
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.syntax import nodes as n


def never_comes_true(steady: Steady) -> Iterator[Diagnostic]:
    """Report what would wait for ever, unless the condition holds at once; and stages that finish at once."""
    flow = steady.flow
    for at, point in enumerate(flow.points):
        if point.kind != "element" or point.node is None or at not in flow.reached:
            continue
        for wait in _waits(point.node):
            if not is_sound(wait.condition, steady.checked):
                continue
            if not _may_come(wait, at, steady):
                yield _finding(wait)
            elif _holds_at_once(wait, steady):
                yield _at_once(wait)


@attrs.frozen
class _Wait:
    """A condition without which an element does not go on, and the code of its finding."""

    element: n.Node
    condition: n.Expression
    code: str


def _waits(element: n.Node) -> Iterator[_Wait]:
    match element:
        case n.Stage(clauses=clauses, steps=steps):
            yield from _of_clauses(element, clauses)
            for step in steps:
                yield from _of_clauses(step, step.clauses)
        case n.Parallel(clauses=clauses):
            yield from _of_clauses(element, clauses)
        case n.WaitUntil(condition=condition, limit=None) | n.Await(arms=(n.ConditionArm(condition=condition),)):
            yield _Wait(element, condition, "O412")
        case _:
            pass


def _of_clauses(element: n.Node, clauses: tuple[n.Node, ...]) -> Iterator[_Wait]:
    for clause in clauses:
        match clause:
            case n.FinishWhen(join=join) if isinstance(join, n.Expression):
                yield _Wait(element, join, "O407")
            case n.StartWhen(condition=condition, limit=None):
                yield _Wait(element, condition, "O412")
            case _:
                pass


def _may_come(wait: _Wait, at: int, steady: Steady) -> bool:
    """Whether what is waited for may come about. A step gives up where all that it waits for is final (rule 7)."""
    if not steady.may_change(wait.condition, at):
        gives_up = isinstance(wait.element, n.BackgroundStep | n.InteractiveStep) and wait.code == "O412"
        if not gives_up or steady.reads_variable(wait.condition):
            return False
    later = steady.later_steps(wait.condition, at)
    return not later or constant(Reader(steady.checked, moment=not_begun(later)).formula(wait.condition)) is not False


def _holds_at_once(wait: _Wait, steady: Steady) -> bool:
    """Whether what finishes a stage holds already when the stage begins: it is asked before its steps begin."""
    if not isinstance(wait.element, n.Stage) or wait.code != "O407":
        return False
    own = {id(step) for step in wait.element.steps}
    if not own.intersection(map(id, steady.steps(wait.condition))):
        return False
    return constant(Reader(steady.checked, moment=not_begun(own)).formula(wait.condition)) is True


def _at_once(wait: _Wait) -> Diagnostic:
    name = called(wait.element)
    message = f"{sentence(name)} finishes as soon as it begins: this holds as long as its steps have not begun."
    label = Label(head(wait.element), "Nothing in it is ever done.")
    hint = 'Ask for what has come about, such as `state(…) == "completed"`; or leave `finish when` out.'
    return Diagnostic(wait.code, message, wait.condition.span, [label], hint)


def _finding(wait: _Wait) -> Diagnostic:
    name = called(wait.element)
    if wait.code == "O407":
        message = f"{sentence(name)} waits for this to finish, but nothing changes what it reads while {name} is open."
        hint = "Read something that comes about in it, a record or a time; without `finish when` it finishes when all "
        hint += "in it has."
    else:
        message = f"{sentence(name)} waits for this, but nothing changes what it reads in the meantime."
        hint = "Read something that changes, such as a record or a time; or ask it in a `decide`."
    label = Label(head(wait.element), "Unless it holds at once, this stays open for ever.")
    return Diagnostic(wait.code, message, wait.condition.span, [label], hint)
