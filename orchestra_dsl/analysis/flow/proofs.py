"""Whether a step has certainly completed at a place: the must-analysis of rule 8.

Nothing is computed beforehand. To prove that an output is there, the ways that lead to the place are followed
backwards: each of them has to come to an edge on which the step has just completed, before it comes to the start of
the run or to another way out of the step's stage. Most readers stand close behind what they read.
"""

from collections.abc import Iterator

import attrs

from orchestra_dsl.analysis.flow.clauses import continues, waits_for_all
from orchestra_dsl.analysis.flow.completion import Predicates, certainly_completes
from orchestra_dsl.analysis.flow.order import StageOrder
from orchestra_dsl.analysis.flow.points import START, Edge, EdgeKind, Flow
from orchestra_dsl.syntax import nodes as n

_AFTER_COMPLETION = (n.FinishWhen, n.UndoBy, n.EnoughWhen)
"""The clauses that are asked when the step's own work is done."""


@attrs.frozen(eq=False)
class _Home:
    """Where a place stands: at a point, in a stage's inside perhaps, perhaps at one of its steps."""

    point: int
    stage: n.Stage | None = None
    step: n.Step | None = None


class FlowProofs:
    """The proofs of one orchestration (analysis/proof.py says what is asked)."""

    def __init__(self, flow: Flow, predicates: Predicates) -> None:
        self._flow = flow
        self._predicates = predicates
        self._orders: dict[int, StageOrder] = {}
        self._certain: dict[int, bool] = {}
        self._known: dict[tuple[int, int], bool] = {}
        self._homes = dict(_homes(flow))
        self._stages = {id(step): stage for stage in flow.stages() for step in stage.steps}

    def order(self, stage: n.Stage) -> StageOrder:
        """Return the order of a stage's steps."""
        if id(stage) not in self._orders:
            self._orders[id(stage)] = StageOrder(stage, self._flow.element)
        return self._orders[id(stage)]

    def assigned(self, step: n.Node, place: n.Node) -> bool:
        """Tell whether the outputs of `step` are there on every way to `place`."""
        if not isinstance(step, n.BackgroundStep | n.InteractiveStep):
            return False
        if any(isinstance(clause, n.ForEach) for clause in step.clauses):
            return True
        stage, home = self._stages.get(id(step)), self._homes.get(id(place))
        if stage is None or home is None:
            return False
        if home.stage is not stage:
            return self._is_there(step, stage, home)
        if home.step is step:
            return isinstance(place, _AFTER_COMPLETION)
        return home.step is not None and self._before(step, home.step, stage)

    def _certainly_completes(self, step: n.Step) -> bool:
        if id(step) not in self._certain:
            self._certain[id(step)] = certainly_completes(step, self._flow, self._predicates)
        return self._certain[id(step)]

    def _before(self, first: n.Step, second: n.Step, stage: n.Stage) -> bool:
        return self.order(stage).is_before(first, second) and self._certainly_completes(first)

    # --- from stage to stage ------------------------------------------------------------------------------------

    def _is_there(self, step: n.Step, stage: n.Stage, home: _Home) -> bool:
        """Whether the step has completed on every way to a place outside its stage."""
        if home.stage is not None and continues(home.stage.clauses) and self._comes_again(home, stage):
            return False
        if self._comes_again_beside(home, stage):
            return False
        key = (id(step), home.point)
        if key not in self._known:
            self._known[key] = self._every_way(step, stage, home.point)
        return self._known[key]

    def _comes_again(self, home: _Home, stage: n.Stage) -> bool:
        """Whether the stage may be entered anew while steps of the place's own stage are still open."""
        goal = self._flow.point_of[id(stage)]
        return any(
            edge.target != home.point and goal in self._flow.reachable(edge.target, without={home.point})
            for edge in self._flow.outgoing[home.point]
        )

    def _comes_again_beside(self, home: _Home, stage: n.Stage) -> bool:
        """Whether the stage may be entered anew below a parallel that has left the place's branch open."""
        goal = self._flow.point_of[id(stage)]
        for number, point in enumerate(self._flow.points):
            parallel = point.node
            if point.kind != "join" or not isinstance(parallel, n.Parallel) or not continues(parallel.clauses):
                continue
            around = self._flow.points[home.point].containers
            if any(branch is each for branch in parallel.branches for each in around):
                entered = self._flow.point_of[id(parallel)]
                if goal in self._flow.reachable(number, without={entered}):
                    return True
        return False

    def _every_way(self, step: n.Step, stage: n.Stage, point: int) -> bool:
        home = self._flow.point_of[id(stage)]
        seen = {point}
        rest = [point]
        while rest:
            at = rest.pop()
            if at == START:
                return False
            for edge in self._ways_into(at, stage):
                if self._completes(edge, step, stage, home):
                    continue
                if edge.source == home:
                    return False
                if edge.source not in seen:
                    seen.add(edge.source)
                    rest.append(edge.source)
        return True

    def _completes(self, edge: Edge, step: n.Step, stage: n.Stage, home: int) -> bool:
        """Whether the step has certainly completed when control goes along this edge out of its stage."""
        if edge.step is not None and id(edge.step) in self._stages and self._stages[id(edge.step)] is stage:
            return self._before(step, edge.step, stage)
        if edge.source != home or edge.kind is not EdgeKind.NEXT:
            return False
        return waits_for_all(stage.clauses) and self._certainly_completes(step)

    def _ways_into(self, at: int, stage: n.Stage) -> Iterator[Edge]:
        """The edges into a point. Where branches meet only that of the stage's own branch says anything about it."""
        point = self._flow.points[at]
        if point.kind != "join" or not isinstance(point.node, n.Parallel):
            yield from self._flow.incoming[at]
            return
        containers = self._flow.points[self._flow.point_of[id(stage)]].containers
        mine = next((each for each in point.node.branches if any(each is inner for inner in containers)), None)
        if mine is None:
            yield Edge(self._flow.point_of[id(point.node)], at, EdgeKind.JOIN)
        elif waits_for_all(point.node.clauses):
            yield from (edge for edge in self._flow.incoming[at] if edge.branch is mine)
        else:
            yield Edge(START, at, EdgeKind.JOIN)


def _homes(flow: Flow) -> Iterator[tuple[int, _Home]]:
    """The home of every place that may be asked about."""
    for clause in flow.outline.node.clauses:
        yield id(clause), _Home(START)
    for number, point in enumerate(flow.points):
        if point.kind != "element" or point.node is None:
            continue
        yield id(point.node), _Home(number, point.node if isinstance(point.node, n.Stage) else None)
        match point.node:
            case n.Stage() as stage:
                yield from ((id(clause), _Home(number, stage)) for clause in stage.clauses)
                for step in stage.steps:
                    yield id(step), _Home(number, stage, step)
                    yield from ((id(clause), _Home(number, stage, step)) for clause in step.clauses)
            case n.Decision(outcomes=outcomes):
                yield from ((id(outcome), _Home(number)) for outcome in outcomes)
            case n.Parallel(clauses=clauses):
                yield from ((id(clause), _Home(number)) for clause in clauses)
            case n.Await(arms=arms):
                yield from ((id(arm), _Home(number)) for arm in arms)
            case _:
                pass
