"""Where a run may forget the outputs of a step: at the first stages and decisions from which nothing reads them.

Outputs are alive where a way leads to a reader without entering their stage again. Elements inside the blocks of
handlers and inside branches forget nothing, because others go on beside them; and outputs that a stage or a parallel
with `rest continue` or an `allow` reads are never forgotten, because they may be read at any time.
"""

from collections import defaultdict
from collections.abc import Iterator

from msgspec.structs import replace

from orchestra_dsl.graph.elements import (
    FALLS_OFF,
    ROOT,
    AnyElement,
    Branch,
    Decision,
    GoTo,
    Handler,
    HandlerBlock,
    Stage,
    Step,
)
from orchestra_dsl.graph.model import Graph
from orchestra_dsl.graph.reach import scopes, targets
from orchestra_dsl.graph.visit import steps_read


def with_drops(graph: Graph) -> Graph:
    """Return the graph with the outputs to forget at each stage and decision."""
    flow = _Flow(graph)
    drops: dict[int, list[int]] = defaultdict(list)
    for step, element in enumerate(graph.elements):
        if isinstance(element, Step) and element.kept and step not in flow.pinned:
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
        indices = range(len(graph.elements))
        self._in_handler = [_stands_in(graph, index, HandlerBlock) for index in indices]
        self._inside = [_stands_in(graph, index, HandlerBlock, Branch) for index in indices]
        self._left_open = _left_open(graph)
        self._late = tuple(dict.fromkeys(target for target in _late_targets(graph) if target >= 0))
        self._ways = [tuple(self._successors(graph, index)) for index in range(len(graph.elements))]
        self._back: dict[int, list[int]] = defaultdict(list)
        for index, ways in enumerate(self._ways):
            for target in ways:
                self._back[target].append(index)
        self._readers: dict[int, set[int]] = defaultdict(set)
        self.pinned: set[int] = set()
        self._find_readers(graph)

    def _find_readers(self, graph: Graph) -> None:
        """Note at which point of control each step's outputs are read: a step reads at its stage, a grant anywhere."""
        self.pinned.update(steps_read(graph, graph.grants))
        for index, element in enumerate(graph.elements):
            is_step = isinstance(element, Step)
            for step in steps_read(graph, element):
                self._readers[step].add(element.scope if is_step else index)
                stage = self._elements[element.scope] if is_step else element
                continues = index in self._left_open or (isinstance(stage, Stage) and stage.rest_continues)
                if self._in_handler[index] or continues:
                    self.pinned.add(step)

    def _successors(self, graph: Graph, index: int) -> Iterator[int]:
        element = graph.elements[index]
        following: list[int] = [*self._late]
        match element:
            case Step():
                return
            case GoTo(target=target):
                following.append(target)
            case Stage():
                following += targets(element)
                for owner in (element, *(graph.elements[step] for step in element.steps)):
                    following += _handled(graph, getattr(owner, "handlers", ()))
                following += _handled(graph, graph.handlers)
            case Branch(first=first):
                following.append(first)
            case _:
                following += targets(element)
                following += _handled(graph, graph.handlers)
        below = _below_branch(graph, index)
        ways = (below if target == FALLS_OFF else target for target in following)
        yield from dict.fromkeys(target for target in ways if target >= 0)

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


def _stands_in(graph: Graph, index: int, *kinds: type) -> bool:
    return any(isinstance(graph.elements[scope], kinds) for scope in scopes(graph.elements, index))


def _below_branch(graph: Graph, index: int) -> int:
    """Where control goes once the branch has ended in which an element stands last; FALLS_OFF outside of branches."""
    scope = graph.elements[index].scope if not isinstance(graph.elements[index], Branch) else index
    below = FALLS_OFF
    while below == FALLS_OFF and scope != ROOT:
        branch = graph.elements[scope]
        if not isinstance(branch, Branch):
            break
        below = getattr(graph.elements[branch.owner], "next", FALLS_OFF)
        scope = branch.scope
    return below


def _left_open(graph: Graph) -> dict[int, int]:
    """The elements inside parallels with `rest continue`, each with the outermost of these."""
    found: dict[int, int] = {}
    for index in range(len(graph.elements)):
        for scope in scopes(graph.elements, index):
            branch = graph.elements[scope]
            if isinstance(branch, Branch) and getattr(graph.elements[branch.owner], "rest_continues", False):
                found[index] = branch.owner
    return found


def _late_targets(graph: Graph) -> Iterator[int]:
    """Where control may be taken from anywhere, by an error or a jump in what `rest continue` has left open."""
    open_ = _left_open(graph)
    for index, element in enumerate(graph.elements):
        handled = tuple(_handled(graph, getattr(element, "handlers", ())))
        if isinstance(element, Stage) and element.rest_continues:
            for owner in (element, *(graph.elements[step] for step in element.steps)):
                yield from _handled(graph, getattr(owner, "handlers", ()))
        elif index in open_:
            yield from (each for each in (*targets(element), *handled) if each >= 0 and open_.get(each) != open_[index])
    if open_:
        yield from _handled(graph, graph.handlers)
