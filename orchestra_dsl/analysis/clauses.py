"""O107 and O108: clauses that would say nothing, because they stand twice or beside the wrong kind of step."""

import re
from collections.abc import Iterator

from orchestra_dsl.diagnostics import Applicability, Diagnostic, Edit, Fix, Label
from orchestra_dsl.syntax import nodes as n

_MAY_REPEAT = (n.OnError, n.StartOnRecord, n.StartOnEvent, n.StartEvery, n.Allow, n.Exclude, n.Migrate)
_WITH_BLOCKS = (n.DueIn, n.DueAt, n.OnCancel)
_OF_ITEMS = (
    n.AssignTo,
    n.Exclude,
    n.SamePersonAs,
    n.DifferentPeople,
    n.About,
    n.Locks,
    n.DueIn,
    n.DueAt,
    n.RemindEvery,
    n.Priority,
    n.MayDelegate,
    n.MaySkip,
    n.NotifyVia,
    n.EnabledWhile,
)
"""The clauses about work items, which background steps do not have."""
_OF_CALLS = (n.Retry, n.WithoutWaiting, n.ActAs)
"""The clauses about calls, which interactive steps do not make."""
_OF_ANSWERS = (n.Retry, n.Timeout)
"""The clauses about what comes of a call, for which a step does not wait that is `without waiting`."""
_OF_INSTANCES = (n.DifferentPeople, n.MayAdd, n.EnoughWhen)
"""The clauses about several instances of a step, of which there is one alone without `for each`."""
_WORDS: dict[type[n.Node], str] = {n.UndoBy: "undo", n.ActAs: "as", n.MayDelegate: "may delegate to"}
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


def check_clauses(orchestration: n.Orchestration) -> list[Diagnostic]:
    """Report clauses of an orchestration, its stages and its steps that nothing would come of."""
    found: list[Diagnostic] = []
    for node in n.walk(orchestration):
        if isinstance(node, n.Orchestration | n.Stage | n.BackgroundStep | n.InteractiveStep | n.Parallel):
            found += _twice(node.clauses)
        match node:
            case n.BackgroundStep(clauses=clauses):
                found += _misplaced(clauses, _OF_ITEMS, "an interactive step")
                if any(isinstance(clause, n.WithoutWaiting) for clause in clauses):
                    found += _misplaced(clauses, _OF_ANSWERS, "a step that waits for what it calls")
            case n.InteractiveStep(clauses=clauses):
                found += _misplaced(clauses, _OF_CALLS, "a background step")
            case n.OnCancel(elements=elements):
                found += _handlers(elements)
                continue
            case _:
                continue
        if not any(isinstance(clause, n.ForEach) for clause in clauses):
            found += _misplaced(clauses, _OF_INSTANCES, "a step with `for each`")
    return found


def _handlers(elements: tuple[n.BackgroundStep | n.Undo, ...]) -> Iterator[Diagnostic]:
    """Handlers of steps of `on cancel`: nothing is open any more to which they could lead."""
    for step in elements:
        for clause in step.clauses if isinstance(step, n.BackgroundStep) else ():
            if isinstance(clause, n.OnError):
                message = "`on error` cannot stand here: a run that is canceled has nowhere else to go."
                hint = "An error here waits until somebody tries the step again or skips it. Let it `retry` by itself."
                yield Diagnostic("O108", message, clause.span, hint=hint)


def _twice(clauses: tuple[n.Node, ...]) -> Iterator[Diagnostic]:
    first: dict[type[n.Node], n.Node] = {}
    for clause in clauses:
        kind = n.DueIn if isinstance(clause, n.DueAt) else type(clause)
        if isinstance(clause, _MAY_REPEAT):
            continue
        earlier = first.setdefault(kind, clause)
        if earlier is not clause:
            same = type(earlier) is type(clause)
            message = f"`{_words(clause)}` {'is given twice' if same else f'stands beside `{_words(earlier)}`'}."
            label = Label(earlier.span, "This is the first." if same else "This says the same thing in another way.")
            yield Diagnostic("O107", message, clause.span, [label], "Keep one.", _without(clause, earlier))


def _without(clause: n.Node, earlier: n.Node) -> Fix | None:
    """Leave out a clause that says what an earlier one says; where they differ, nobody knows which is meant."""
    if clause == earlier:
        safe = not isinstance(clause, _WITH_BLOCKS)  # in a block there may be comments
        applicability = Applicability.SAFE if safe else Applicability.UNSAFE
        return Fix("Leave out the second", [Edit(clause.span, "")], applicability)
    return None


def _misplaced(clauses: tuple[n.Node, ...], kinds: tuple[type[n.Node], ...], where: str) -> Iterator[Diagnostic]:
    for clause in clauses:
        if isinstance(clause, kinds):
            message = f"`{_words(clause)}` cannot stand here: it is a clause of {where}."
            yield Diagnostic("O108", message, clause.span, fix=Fix("Take it out", [Edit(clause.span, "")]))


def _words(clause: n.Node) -> str:
    """The words with which a clause begins: those of its class."""
    return _WORDS.get(type(clause)) or _CAPITAL.sub(" ", type(clause).__name__).lower()
