"""O401: elements and handlers that no run ever comes to."""

from collections.abc import Iterator

from orchestra_dsl.analysis.flow.blocks import blocks_in
from orchestra_dsl.analysis.flow.handlers import handlers_in
from orchestra_dsl.analysis.flow.points import Flow
from orchestra_dsl.analysis.flow.words import called, head, sentence
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.source import Span
from orchestra_dsl.syntax import nodes as n


def unreachable(flow: Flow) -> Iterator[Diagnostic]:
    """Report the first of each row of elements to which no way leads, and handlers that never have a turn."""
    orchestration = flow.outline.node
    handled = [handlers_in(clauses) for clauses in _clauses(flow)]
    if not flow.incomplete:
        yield from _in_block(orchestration.elements, flow)
        for point in flow.points:
            if point.kind == "element" and isinstance(point.node, n.Decision | n.Repeat | n.Parallel | n.Await):
                for block, _ in blocks_in(point.node):
                    yield from _in_block(block.elements, flow)
        for handler in (each for handlers in handled for each in handlers):
            if isinstance(handler.then, n.Block):
                yield from _in_block(handler.then.elements, flow)
    for handlers in handled:
        yield from _in_vain(handlers)
    for stage in flow.stages():
        for step in stage.steps:
            yield from _untimed(step)


def _clauses(flow: Flow) -> Iterator[tuple[n.Node, ...]]:
    """The clauses of everything that may have handlers."""
    yield flow.outline.node.clauses
    for stage in flow.stages():
        yield stage.clauses
        yield from (step.clauses for step in stage.steps)


def _in_block(block: tuple[n.Element, ...], flow: Flow) -> Iterator[Diagnostic]:
    """The elements of a block that is entered, from the first that is never reached on; the inner ones go with it."""
    before: n.Element | None = None
    for element in block:
        if isinstance(element, n.Let):
            continue
        if flow.is_reached(element):
            before = element
            continue
        if before is not None and flow.is_reached(before):
            label = Label(head(before), "Control never goes on below this.")
            yield Diagnostic(
                "O401",
                f"{sentence(called(element))} is never reached: no way leads to it.",
                head(element),
                labels=(label,),
                hint="Lead a `go to`, an outcome or a handler to it, or remove it.",
            )
        before = element


def _in_vain(handlers: list[n.OnError]) -> Iterator[Diagnostic]:
    """The handlers of one owner that come behind one that takes their errors."""
    first: dict[str | None, n.OnError] = {}
    for handler in handlers:
        name = None if handler.error is None else handler.error.value
        taken = first.get(None) or first.get(name)
        if taken is None:
            first[name] = handler
            continue
        what = "every error" if taken.error is None else f'the error "{name}"'
        yield Diagnostic(
            "O401",
            f"This handler never has a turn: the one above it takes {what}.",
            handler.span if isinstance(handler.then, n.Target) else _before_block(handler),
            labels=(Label(taken.span, f"This takes {what}."),),
            hint="Put the handler for the named error first." if taken.error is None else "Keep one of the two.",
        )


def _untimed(step: n.Step) -> Iterator[Diagnostic]:
    """The handlers of an interactive step for a time limit that it does not have. A flow may have one of its own."""
    if isinstance(step, n.InteractiveStep) and not any(isinstance(each, n.Timeout) for each in step.clauses):
        for handler in handlers_in(step.clauses):
            if handler.error is not None and handler.error.value == "Timeout":
                yield Diagnostic(
                    "O401",
                    f"This handler never has a turn: the step `{step.name.text}` has no `timeout` that could pass.",
                    handler.span if isinstance(handler.then, n.Target) else _before_block(handler),
                    hint="Give the step a time limit, such as `timeout 3d`, or remove the handler.",
                )


def _before_block(handler: n.OnError) -> Span:
    end = handler.binding or handler.error
    return handler.span if end is None else handler.span.to(end.span)
