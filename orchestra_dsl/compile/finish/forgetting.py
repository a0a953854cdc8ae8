"""Where a run may forget the outputs of a step: at the first stages and decisions from which nothing reads them.

Outputs are alive where a way leads to a reader without entering their stage again. Elements inside the blocks of
handlers forget nothing, because the stage around them goes on beside them; and outputs that a stage with `rest
continue` reads are never forgotten, because its steps may read them at any time.
"""

from collections import defaultdict
from collections.abc import Iterator

from msgspec.structs import replace

from orchestra_dsl.compile.visit import steps_read
from orchestra_dsl.graph.elements import (
    ROOT,
    AnyElement,
    Assign,
    Background,
    Decision,
    GoTo,
    Handler,
    HandlerBlock,
    Interactive,
    Notify,
    Stage,
)
from orchestra_dsl.graph.model import Graph


def with_drops(graph: Graph) -> Graph:
    """Return the graph with the outputs to forget at each stage and decision."""
    flow = _Flow(graph)
    drops: dict[int, list[int]] = defaultdict(list)
    for step, element in enumerate(graph.elements):
        if isinstance(element, Background | Interactive) and element.kept and step not in flow.pinned:
            for place in flow.ends_of(step, element.scope):
                drops[place].append(step)
    elements = tuple(
        replace(element, drops=tuple(drops[index])) if isinstance(element, Stage | Decision) else element
        for index, element in enumerate(graph.elements)
    )
    return replace(graph, elements=elements)


class _Flow:
    """Where control goes between the elements of a graph, and what each of them reads."""

    def __init__(self, graph: Graph) -> None:
        self._elements = graph.elements
        self._inside = [_is_inside_handler(graph.elements, index) for index in range(len(graph.elements))]
        self._late = tuple(target for target in _late_targets(graph) if target >= 0)
        self._ways = [tuple(self._successors(graph, index)) for index in range(len(graph.elements))]
        self._back: dict[int, list[int]] = defaultdict(list)
        for index, targets in enumerate(self._ways):
            for target in targets:
                self._back[target].append(index)
        self._readers: dict[int, set[int]] = defaultdict(set)
        self.pinned: set[int] = set()
        self._find_readers(graph)

    def _find_readers(self, graph: Graph) -> None:
        """Note at which point of control each step's outputs are read: a step reads at its stage."""
        for index, element in enumerate(graph.elements):
            is_step = isinstance(element, Background | Interactive)
            for step in steps_read(graph, element):
                self._readers[step].add(element.scope if is_step else index)
                stage = self._elements[element.scope] if is_step else element
                if self._inside[index] or (isinstance(stage, Stage) and stage.rest_continues):
                    self.pinned.add(step)

    def _successors(self, graph: Graph, index: int) -> Iterator[int]:
        element = graph.elements[index]
        targets: list[int] = [*self._late]
        match element:
            case Stage():
                targets.append(element.next)
                targets += [limit.target for limit in (element.start_limit, element.timeout) if limit is not None]
                for owner in (element, *(graph.elements[step] for step in element.steps)):
                    targets += _handled(graph, getattr(owner, "handlers", ()))
                targets += _handled(graph, graph.handlers)
            case Decision():
                targets += [element.next, *(outcome.target for outcome in element.outcomes)]
                targets += _handled(graph, graph.handlers)
            case Assign() | Notify():
                targets += [element.next, *_handled(graph, graph.handlers)]
            case GoTo():
                targets.append(element.target)
            case Background() | Interactive():
                return
            case _:
                targets += _handled(graph, graph.handlers)
        yield from dict.fromkeys(target for target in targets if target >= 0)

    def ends_of(self, step: int, stage: int) -> Iterator[int]:
        """Yield the stages and decisions at which the outputs of a step are of no use any more."""
        alive = self._alive(step, stage)
        seen: set[int] = set()
        rest = list(self._ways[stage])
        while rest:
            at = rest.pop()
            if at in seen or at == stage:
                continue
            seen.add(at)
            element: AnyElement = self._elements[at]
            if at not in alive and isinstance(element, Stage | Decision) and not self._inside[at]:
                yield at
            else:
                rest.extend(self._ways[at])

    def _alive(self, step: int, stage: int) -> set[int]:
        """The elements at whose entry somebody may still read the outputs."""
        alive = self._readers[step] - {stage}
        rest = list(alive)
        while rest:
            for before in self._back[rest.pop()]:
                if before != stage and before not in alive:
                    alive.add(before)
                    rest.append(before)
        return alive


def _handled(graph: Graph, handlers: tuple[Handler, ...]) -> Iterator[int]:
    """Where handlers lead: to a target, or into a block."""
    for handler in handlers:
        if handler.target is not None:
            yield handler.target
        elif handler.block is not None:
            block = graph.elements[handler.block]
            if isinstance(block, HandlerBlock):
                yield block.first


def _late_targets(graph: Graph) -> Iterator[int]:
    """Where control may be taken from anywhere, by an error in a step that `rest continue` has left open."""
    for element in graph.elements:
        if isinstance(element, Stage) and element.rest_continues:
            for owner in (element, *(graph.elements[step] for step in element.steps)):
                yield from _handled(graph, getattr(owner, "handlers", ()))


def _is_inside_handler(elements: tuple[AnyElement, ...], index: int) -> bool:
    scope = elements[index].scope
    while scope != ROOT:
        if isinstance(elements[scope], HandlerBlock):
            return True
        scope = elements[scope].scope
    return False
