"""O315: clauses and names that change nothing, because they say what is so anyway or say it again."""

from collections.abc import Iterator, Sequence

from orchestra_dsl.analysis.flow.words import head
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.graph.moments import show_duration
from orchestra_dsl.syntax import nodes as n

_WAITS = (n.StartWhen, n.FinishWhen, n.Lock)
"""The clauses for which control may stay in a stage that has no step."""


def check_idle(root: n.Node) -> list[Diagnostic]:
    """Report what could be left out without changing anything."""
    return [finding for node in n.walk(root) for finding in _check(node)]


def _check(node: n.Node) -> Iterator[Diagnostic]:
    match node:
        case n.Set(name=name, value=n.Reference(name=other)) if name.text == other:
            yield _idle(f"`{other}` keeps its value.", node)
        case n.Update(changes=n.ObjectLiteral(entries=())):
            yield _idle("No field is written.", node.changes)
        case n.Stage(steps=()) if not any(isinstance(each, _WAITS) for each in node.clauses):
            message = f"The stage `{node.name.text}` has no step, so it is over as soon as it is entered."
            yield Diagnostic("O315", message, head(node), hint="Give it a step, or take it out.")
        case n.Retry():
            yield from _retry(node)
        case n.Comparison(operator="in" | "not in", right=n.ListLiteral(items=items)):
            yield from _twice(items, "This is in the list twice.")
        case n.Exclude(people=people) | n.AssignTo(people=n.ListLiteral(items=people)):
            yield from _twice(people, "This is named twice.")
        case n.StartAfter(join=join):
            yield from _twice(join.elements, "This step is named twice.")
        case n.Notify(channels=names) | n.NotifyVia(channels=names) | n.NotifyRung(channels=names):
            yield from _twice(names, "This channel is named twice.")
        case _:
            pass


def _retry(retry: n.Retry) -> Iterator[Diagnostic]:
    if retry.times == 0:
        yield _idle("There is no further attempt.", retry)
    match retry:
        case n.Retry(doubling=False, up_to=limit) if limit is not None:
            yield _idle("Without `doubling` the time between attempts never grows.", limit)
        case n.Retry(every=n.DurationLiteral() as first, up_to=n.DurationLiteral() as limit):
            if limit.microseconds <= first.microseconds:
                message = f"The time between attempts begins with {show_duration(first.microseconds)} and never grows."
                yield _idle(message, limit)


def _twice(nodes: Sequence[n.Node], message: str) -> Iterator[Diagnostic]:
    seen: dict[n.Node, n.Node] = {}
    for node in nodes:
        first = seen.setdefault(node, node)
        if first is not node:
            yield Diagnostic("O315", message, node.span, [Label(first.span, "This is the first.")], "Keep one.")


def _idle(message: str, node: n.Node) -> Diagnostic:
    return Diagnostic("O315", message, node.span, hint="Correct it, or take it out.")
