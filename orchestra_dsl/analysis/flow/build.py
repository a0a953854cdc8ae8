"""Draws the control flow of an orchestration from its outline."""

from orchestra_dsl.analysis.flow.blocks import blocks_in, continuations
from orchestra_dsl.analysis.flow.clauses import continues, goes_on_for_ever
from orchestra_dsl.analysis.flow.handlers import Handlers, Owner, handlers_in, up_to_catch_all
from orchestra_dsl.analysis.flow.points import END, START, Container, Edge, EdgeKind, Flow, Point
from orchestra_dsl.analysis.outline import Outline
from orchestra_dsl.syntax import nodes as n


def flow_of(outline: Outline, *, certain: bool = True) -> Flow:
    """Draw the control flow of an orchestration; where names mean several elements, its ways are not certain."""
    builder = _Builder(outline)
    builder.incomplete = not certain
    builder.number(outline.node.elements, ())
    builder.number_handlers(outline.node, None, outline.node.clauses, ())
    first = builder.connect(outline.node.elements, END)
    builder.edge(START, first, EdgeKind.NEXT)
    builder.connect_handlers(outline.node.clauses)
    builder.connect_errors()
    builder.connect_late_jumps()
    return builder.flow()


class _Builder:
    """Points first, in the order of the source, then the edges between them."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.points = [Point("start"), Point("end")]
        self.incoming: list[list[Edge]] = [[], []]
        self.outgoing: list[list[Edge]] = [[], []]
        self.point_of: dict[int, int] = {}
        self.block_ends: dict[int, int] = {}
        self.handlers = Handlers(outline.node)
        self.below: dict[int, int] = {}
        self.errors: set[tuple[int, int, int]] = set()
        self.skippable: set[int] = set()
        self.canceled: set[int] = set()
        self.incomplete = False

    # --- points -------------------------------------------------------------------------------------------------

    def point(self, point: Point) -> int:
        """Add a point."""
        self.points.append(point)
        self.incoming.append([])
        self.outgoing.append([])
        return len(self.points) - 1

    def number(self, elements: tuple[n.Element, ...], containers: tuple[Container, ...]) -> None:
        """Add a point for each element of a block and of the blocks inside it."""
        for element in elements:
            self.point_of[id(element)] = self.point(Point("element", element, containers))
            if isinstance(element, n.Cancel):
                self._cancel(element)
            elif isinstance(element, n.Stage):
                for step in element.steps:
                    self.number_handlers(step, element, step.clauses, containers)
                self.number_handlers(element, None, element.clauses, containers)
            else:
                for block, container in blocks_in(element):
                    self.number(block.elements, containers if container is None else (*containers, container))
            if isinstance(element, n.Parallel):
                self.block_ends[id(element)] = self.point(Point("join", element, containers))

    def number_handlers(
        self, owner: Owner, stage: n.Stage | None, clauses: tuple[n.Node, ...], containers: tuple[Container, ...]
    ) -> None:
        """Add the points of the handlers' blocks among some clauses."""
        for handler in handlers_in(clauses):
            self.handlers.enter(handler, owner, stage)
            if isinstance(handler.then, n.Block):
                self.number(handler.then.elements, (*containers, handler))
                self.block_ends[id(handler)] = self.point(Point("block end", handler, (*containers, handler)))

    def _cancel(self, element: n.Cancel) -> None:
        found = self.outline.named.get(element.element)
        if found is not None and isinstance(found.node, n.Stage):
            self.canceled.update(id(step) for step in found.node.steps)
        elif found is not None:
            self.canceled.add(id(found.node))

    # --- edges --------------------------------------------------------------------------------------------------

    def edge(
        self,
        source: int,
        target: int | None,
        kind: EdgeKind,
        *,
        step: n.Step | None = None,
        branch: n.Branch | None = None,
    ) -> None:
        """Add an edge; none where the target is unknown."""
        if target is None:
            return
        edge = Edge(source, target, kind, step, branch)
        self.outgoing[source].append(edge)
        self.incoming[target].append(edge)

    def target(self, target: n.Target) -> int | None:
        """Return the point that a target names; what lies in a stage or a parallel is entered with it."""
        if target.is_end:
            return END
        found = self.outline.named.get(target.path)
        if found is not None and found.stage is not None:
            found = found.stage
        if found is not None and isinstance(found.node, n.Branch):
            return self._parallel_of(found.node)
        if found is None or id(found.node) not in self.point_of:
            self.incomplete = True
            return None
        return self.point_of[id(found.node)]

    def _parallel_of(self, branch: n.Branch) -> int:
        return next(
            number
            for number, point in enumerate(self.points)
            if isinstance(point.node, n.Parallel) and any(each is branch for each in point.node.branches)
        )

    def entry(self, then: n.Continuation, below: int) -> int | None:
        """Return where control goes for `-> target` or a block; the inside of the block is drawn too."""
        return self.target(then) if isinstance(then, n.Target) else self.connect(then.elements, below)

    def connect(self, elements: tuple[n.Element, ...], below: int) -> int:
        """Draw the edges of a block; `below` is where control goes after it. Return its first point."""
        starts = [*(self.point_of[id(element)] for element in elements), below]
        for number, element in enumerate(elements):
            self._leave(element, starts[number], starts[number + 1])
        return starts[0]

    def _leave(self, element: n.Element, at: int, below: int) -> None:
        """Draw the edges out of one element, errors aside."""
        self.below[at] = below
        match element:
            case n.Stage():
                self.edge(at, below, EdgeKind.NEXT)
                self._stage(element, at)
            case n.Decision():
                for then in continuations(element):
                    self.edge(at, self.entry(then, below), EdgeKind.CHOICE)
            case n.Repeat():
                self._repeat(element, at, below)
            case n.Parallel():
                self._parallel(element, at, below)
            case n.Await():
                for arm in element.arms:
                    self.edge(at, self.entry(arm.then, below), EdgeKind.CHOICE)
            case n.WaitUntil():
                self.edge(at, below, EdgeKind.NEXT)
                if element.limit is not None:
                    self.edge(at, self.target(element.limit.target), EdgeKind.TIME)
            case n.GoTo():
                self.edge(at, self.target(element.target), EdgeKind.JUMP)
            case n.End() | n.Fail():
                self.edge(at, END, EdgeKind.NEXT)
            case _:
                self.edge(at, below, EdgeKind.NEXT)

    def _stage(self, stage: n.Stage, at: int) -> None:
        for clause in stage.clauses:
            match clause:
                case n.StartWhen(limit=n.Limit() as limit):
                    self.edge(at, self.target(limit.target), EdgeKind.TIME)
                case n.Timeout(target=n.Target() as target):
                    self.edge(at, self.target(target), EdgeKind.TIME)
                case _:
                    pass
        for step in stage.steps:
            self.connect_handlers(step.clauses)
        self.connect_handlers(stage.clauses)

    def _repeat(self, loop: n.Repeat, at: int, below: int) -> None:
        self.edge(at, self.connect(loop.block.elements, at), EdgeKind.CHOICE)
        if not goes_on_for_ever(loop):
            self.edge(at, below, EdgeKind.NEXT)

    def _parallel(self, parallel: n.Parallel, at: int, below: int) -> None:
        join = self.block_ends[id(parallel)]
        for branch in parallel.branches:
            end = self.point(Point("block end", branch))
            self.edge(end, join, EdgeKind.JOIN, branch=branch)
            self.edge(at, self.connect(branch.block.elements, end), EdgeKind.BRANCH)
        self.edge(join, below, EdgeKind.NEXT)

    def connect_handlers(self, clauses: tuple[n.Node, ...]) -> None:
        """Draw the inside of the handlers' blocks among some clauses."""
        for handler in handlers_in(clauses):
            if isinstance(handler.then, n.Block):
                self.connect(handler.then.elements, self.block_ends[id(handler)])

    # --- errors -------------------------------------------------------------------------------------------------

    def connect_errors(self) -> None:
        """Draw the edges to the handlers; the blocks themselves are drawn by now."""
        self._passed = {key: self._goes_through(key) for key in self.block_ends}
        for at, point in enumerate(tuple(self.points)):
            if point.kind == "element":
                self._element_errors(at, point)

    def connect_late_jumps(self) -> None:
        """Draw where branches that `rest continue` has left open may take control from anywhere further on."""
        for at, point in enumerate(tuple(self.points)):
            open_ = [each for each in point.containers if isinstance(each, n.Branch) and self._stays_open(each)]
            for edge in tuple(self.outgoing[at]) if open_ else ():
                target = self.points[edge.target]
                inside = any(each is open_[0] for each in target.containers)
                if edge.target != END and target.kind == "element" and not inside:
                    self.edge(START, edge.target, EdgeKind.LATE_ERROR, step=edge.step)

    def _stays_open(self, branch: n.Branch) -> bool:
        parallel = self.points[self._parallel_of(branch)].node
        return isinstance(parallel, n.Parallel) and continues(parallel.clauses)

    def _goes_through(self, handler: int) -> bool:
        """Whether control can come to the end of a handler's block (errors inside it aside)."""
        end = self.block_ends[handler]
        node = self.points[end].node
        if not isinstance(node, n.OnError) or not isinstance(node.then, n.Block) or not node.then.elements:
            return True
        seen = {self.point_of[id(node.then.elements[0])]}
        rest = list(seen)
        while rest:
            for edge in self.outgoing[rest.pop()]:
                if edge.target not in seen:
                    seen.add(edge.target)
                    rest.append(edge.target)
        return end in seen

    def _element_errors(self, at: int, point: Point) -> None:
        outer = list(self.handlers.around(point.containers))
        node = point.node
        if isinstance(node, n.Stage):
            outer = [*handlers_in(node.clauses), *outer]
            late = continues(node.clauses)
            for step in node.steps:
                own = handlers_in(step.clauses)
                for handler in up_to_catch_all([*own, *outer]):
                    mine = step if any(handler is each for each in own) else None
                    self._error(at, handler, mine, late=late)
                    if self._falls_off(handler):
                        self.skippable.add(id(step))
        for handler in up_to_catch_all(outer) if _may_fail(node) else ():
            self._error(at, handler, None, late=False)
            if self._falls_off(handler):
                self._skip(at)

    def _falls_off(self, handler: n.OnError) -> bool:
        return isinstance(handler.then, n.Block) and self._passed[id(handler)]

    def _error(self, at: int, handler: n.OnError, step: n.Step | None, *, late: bool) -> None:
        target = self._handler_entry(handler)
        if target is None or (at, target, id(step)) in self.errors:
            return
        self.errors.add((at, target, id(step)))
        self.edge(at, target, EdgeKind.ERROR, step=step)
        if late:
            self.edge(START, target, EdgeKind.LATE_ERROR, step=step)

    def _handler_entry(self, handler: n.OnError) -> int | None:
        if isinstance(handler.then, n.Target):
            return self.target(handler.then)
        if handler.then.elements:
            return self.point_of[id(handler.then.elements[0])]
        return self.block_ends[id(handler)]

    def _skip(self, at: int) -> None:
        """The element's error may be taken off by a block: control then goes on below without its work."""
        if not isinstance(self.points[at].node, n.End | n.Fail):
            self.edge(at, self.below[at], EdgeKind.SKIPPED)

    def flow(self) -> Flow:
        """Return what has been drawn."""
        return Flow(
            outline=self.outline,
            points=tuple(self.points),
            incoming=tuple(map(tuple, self.incoming)),
            outgoing=tuple(map(tuple, self.outgoing)),
            point_of=self.point_of,
            skippable=frozenset(self.skippable),
            canceled=frozenset(self.canceled),
            incomplete=self.incomplete,
        )


def _may_fail(element: n.Node | None) -> bool:
    """Whether the element itself may meet an error: it evaluates something. Its steps are asked one by one."""
    match element:
        case n.Let() | n.GoTo() | n.End(outputs=None):
            return False
        case n.Repeat():
            return not goes_on_for_ever(element)
        case n.Stage(clauses=clauses):
            return any(isinstance(each, n.StartWhen | n.FinishWhen | n.Timeout | n.Lock) for each in clauses)
    return True
