"""O414: `cancel` of what cannot be open there, `undo` of what cannot have been done by then.

Where branches or stages that `rest continue` has left open may take control elsewhere later on, nothing is concluded.
"""

from collections.abc import Iterator

from orchestra_dsl.analysis.flow.clauses import continues
from orchestra_dsl.analysis.flow.points import EdgeKind
from orchestra_dsl.analysis.flow.steady import Steady
from orchestra_dsl.analysis.flow.words import called, head
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.syntax import nodes as n


def nothing_there(steady: Steady) -> Iterator[Diagnostic]:
    """Report every `cancel` and `undo` that has nothing to act on, whatever the way that has led there."""
    flow = steady.flow
    if flow.incomplete or any(edge.kind is EdgeKind.LATE_ERROR for edges in flow.outgoing for edge in edges):
        return
    for at, point in enumerate(flow.points):
        if point.kind != "element" or at not in flow.reached:
            continue
        match point.node:
            case n.Cancel(element=path):
                yield from _canceled(path, at, steady)
            case n.Undo(back_to=None):
                yield from _undone(at, steady)
            case n.Undo(back_to=n.Path() as path):
                yield from _undone_to(path, at, steady)


def _canceled(path: n.Path, at: int, steady: Steady) -> Iterator[Diagnostic]:
    found = steady.flow.outline.named.get(path)
    if found is None:
        return
    stage = (found.stage or found).node
    home = steady.flow.point_of.get(id(stage))
    if home is None or not isinstance(stage, n.Stage) or _may_be_open(home, at, steady):
        return
    if continues(stage.clauses) and at in steady.flow.reachable(home):
        return
    message = f"Nothing of {called(found.node)} can be open here, so this cancels nothing."
    hint = (
        "Cancel it from another branch of a `parallel` around it, or from a handler of its errors; or leave this out."
    )
    yield Diagnostic("O414", message, path.span, [Label(head(found.node), "It is over, or has not begun.")], hint)


def _undone_to(path: n.Path, at: int, steady: Steady) -> Iterator[Diagnostic]:
    element = steady.flow.element(path)
    home = None if element is None else steady.flow.point_of.get(id(element))
    if element is None or home is None or _may_have_been(home, at, steady):
        return
    message = f"No run has passed {called(element)} when it comes here, so this takes nothing back."
    hint = "Name a stage that comes before, or write `undo` alone for all that has been done."
    yield Diagnostic("O414", message, path.span, [Label(head(element), "No way leads from here to the `undo`.")], hint)


def _undone(at: int, steady: Steady) -> Iterator[Diagnostic]:
    """An `undo` takes back what steps with `undo FLOW(…)` have done; in a branch those of this branch only."""
    points = steady.flow.points
    undo = points[at].node
    branch = next((each for each in reversed(points[at].containers) if isinstance(each, n.Branch)), None)
    for home, point in enumerate(points):
        inside = branch is None or any(each is branch for each in point.containers)
        if inside and _can_be_undone(point.node) and _may_have_been(home, at, steady):
            return
    if undo is not None:
        where = "No step of this branch" if branch is not None else "No step"
        message = f"{where} that can be undone can have been completed here, so this takes nothing back."
        hint = "Say at a step how it is undone, `undo FLOW(…)`; or leave this out."
        yield Diagnostic("O414", message, undo.span, hint=hint)


def _can_be_undone(node: n.Node | None) -> bool:
    steps = node.steps if isinstance(node, n.Stage) else ()
    return any(isinstance(clause, n.UndoBy) for step in steps for clause in step.clauses)


def _may_have_been(home: int, at: int, steady: Steady) -> bool:
    return at in steady.flow.reachable(home) or _may_be_open(home, at, steady)


def _may_be_open(home: int, at: int, steady: Steady) -> bool:
    """Whether a stage may be open while control is elsewhere: in a handler of its errors, or in another branch."""
    return steady.beside.is_within(at, home) or steady.beside.may_be_together(at, home)
