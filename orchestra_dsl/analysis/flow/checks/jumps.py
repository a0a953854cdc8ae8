"""O408: jumps into the inside of a stage, a branch, an arm or a handler's block (language.md, rule 2)."""

from collections.abc import Iterator

from orchestra_dsl.analysis.flow.points import Container, Flow
from orchestra_dsl.analysis.outline import NamedElement
from orchestra_dsl.diagnostics import Applicability, Diagnostic, Edit, Fix
from orchestra_dsl.syntax import nodes as n


def jumps_inside(flow: Flow) -> Iterator[Diagnostic]:
    """Report every target that lies inside something that the jump does not start in."""
    for target in _targets(flow.outline.node.clauses):
        yield from _judge(target, (), flow)
    for point in flow.points:
        if point.kind == "element" and point.node is not None:
            for target in _targets((point.node,)):
                yield from _judge(target, point.containers, flow)


def _targets(roots: tuple[n.Node, ...]) -> Iterator[n.Target]:
    """The targets of an element or clause itself, without those of the elements inside it."""
    rest: list[n.Node] = list(roots)
    while rest:
        node = rest.pop()
        if isinstance(node, n.Target):
            yield node
        elif not isinstance(node, n.Block | n.Expression):
            rest.extend(n.children(node))


def _judge(target: n.Target, source: tuple[Container, ...], flow: Flow) -> Iterator[Diagnostic]:
    found = None if target.is_end else flow.outline.named.get(target.path)
    if found is None:
        return
    name = found.path
    if found.stage is not None:
        stage = found.stage.path
        yield _finding(target, f"`{name}` is inside the stage `{stage}`", _instead(target, found.stage))
        return
    if isinstance(found.node, n.Branch):
        yield _finding(target, f"`{name}` is a branch of a `parallel`", None)
        return
    inside = flow.points[flow.point_of[id(found.node)]].containers if id(found.node) in flow.point_of else ()
    if not _encloses(inside, source):
        yield _finding(target, f"`{name}` is inside {_WORDS[type(inside[-1])]}", None)


_WORDS: dict[type[n.Node], str] = {
    n.OnError: "the block of an error handler",
    n.Branch: "a branch of a `parallel`",
    n.EventArm: "an arm of an `await`",
    n.TimerArm: "an arm of an `await`",
    n.ConditionArm: "an arm of an `await`",
}


def _encloses(outer: tuple[Container, ...], inner: tuple[Container, ...]) -> bool:
    return len(outer) <= len(inner) and all(one is other for one, other in zip(outer, inner, strict=False))


def _instead(target: n.Target, stage: NamedElement) -> Fix:
    edit = Edit(target.span, stage.path)
    return Fix(f"Jump to the stage `{stage.path}`", (edit,), Applicability.UNSAFE)


def _finding(target: n.Target, where: str, fix: Fix | None) -> Diagnostic:
    message = f"{where[0].upper()}{where[1:]}, and a jump cannot lead into it from outside."
    return Diagnostic(
        "O408", message, target.span, hint="Jump to what holds it; it is entered at its beginning.", fix=fix
    )
