"""Predicates that are worked out from each other: in which order, and where one would need itself."""

from collections.abc import Iterator

from orchestra_dsl.analysis.declare.names import Names
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.syntax import nodes as n


def in_order(names: Names) -> tuple[list[tuple[str, n.Predicate, str]], list[Diagnostic]]:
    """Return all predicates with their names and files, those first that others call; circles become findings."""
    rows = {name: (node, file) for name, node, file in names.all(n.Predicate)}
    calls = {name: list(_calls(node, file, names)) for name, (node, file) in rows.items()}
    order: list[str] = []
    done: set[str] = set()
    findings: list[Diagnostic] = []
    for start in rows:
        if start not in done:
            _visit(start, calls, done, order, findings)
    return [(name, *rows[name]) for name in order], findings


def _calls(node: n.Predicate, file: str, names: Names) -> Iterator[n.Call]:
    for inner in n.walk(node.body) if node.body is not None else ():
        if isinstance(inner, n.Call) and isinstance(names.find("callable", inner.function.text, file), n.Predicate):
            yield inner


def _visit(
    start: str, calls: dict[str, list[n.Call]], done: set[str], order: list[str], findings: list[Diagnostic]
) -> None:
    """Go down the calls with an own stack; a call of what is open closes a circle."""
    hops: list[tuple[str, n.Call | None]] = [(start, None)]
    rest = [iter(calls[start])]
    open_ = {start}
    while rest:
        call = next(rest[-1], None)
        if call is None:
            rest.pop()
            name = hops.pop()[0]
            open_.discard(name)
            done.add(name)
            order.append(name)
            continue
        name = call.function.text
        if name in open_:
            findings.append(_circle(name, call, hops))
        elif name not in done:
            hops.append((name, call))
            rest.append(iter(calls[name]))
            open_.add(name)


def _circle(name: str, last: n.Call, hops: list[tuple[str, n.Call | None]]) -> Diagnostic:
    begin = next(place for place, (open_, _) in enumerate(hops) if open_ == name)
    labels = [
        Label(call.span, f"`{caller}` asks `{called}` here.")
        for (caller, _), (called, call) in zip(hops[begin:], hops[begin + 1 :], strict=False)
        if call is not None
    ]
    own = f"`{hops[-1][0]}` asks itself" if name == hops[-1][0] else f"`{hops[-1][0]}` asks `{name}`, which needs it"
    return Diagnostic("O312", f"The predicate {own}: it would never come to an end.", last.span, labels)
