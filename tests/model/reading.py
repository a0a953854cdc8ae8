"""What a condition reads: what its text names, formulas and predicates written in place included (rules 7 and 9)."""

from collections.abc import Iterator
from typing import Any

from orchestra_dsl.graph import elements as el
from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.model import Graph
from orchestra_dsl.graph.reach import beside, beyond
from tests.model.errors import Failed, Unanswered
from tests.model.evaluate import evaluate
from tests.model.scene import Scene
from tests.model.state import FINISHED, OPEN, Run, Stage

OUTSIDE = ("find", "manager", "members")
"""The functions that look at records and people."""


def nodes(graph: Graph, expression: ex.Expression) -> Iterator[ex.Node]:
    """The node and all inside it, formulas and predicates written in place included."""
    rest: list[Any] = [expression]
    while rest:
        node = rest.pop()
        if isinstance(node, tuple):
            rest.extend(node)
        elif isinstance(node, ex.Node):
            yield node
            rest.extend(getattr(node, name) for name in node.__struct_fields__)
            if isinstance(node, ex.Let):
                rest.append(graph.lets[node.index].formula)
            elif isinstance(node, ex.Apply):
                rest.append(graph.inline[node.predicate].body)


def is_final(scene: Scene, expression: ex.Expression) -> bool:
    """Whether nothing that the condition reads can change any more: only outputs of finished steps (rule 7)."""
    return not any(_may_change(scene, node) for node in nodes(scene.graph, expression))


def _may_change(scene: Scene, node: ex.Node) -> bool:
    match node:
        case ex.Output(element=element) | ex.Outputs(element=element) | ex.StatusOf(element=element):
            return _element_may_change(scene, element)
        case ex.Get(record=record, field=field):
            return record is not None and field != "id"
        case ex.Call(function=function):
            return function in OUTSIDE
        case ex.RunFact(fact=fact):
            return fact == "error"
    return isinstance(node, ex.Variable | ex.Now | ex.Ask | ex.Visited)


def _element_may_change(scene: Scene, index: int) -> bool:
    """What has not finished may change, in a stage that is open or to which control may come meanwhile."""
    run, graph = scene.run, scene.graph
    around = index if isinstance(graph.elements[index], el.Stage) else graph.elements[index].scope
    stage, step, waiting = run.stages.get(around), run.steps.get(index), graph.elements[scene.place[0]].scope
    if stage is not None and is_open(run, around, stage):
        return step is None or step.status not in FINISHED
    if step is not None and step.status == "completed":
        return False
    return around in beyond(graph, waiting) or beside(graph, waiting).get(around) in run.threads


def is_open(run: Run, index: int, stage: Stage) -> bool:
    """Whether something of a stage is still under way: of a completed one, what `rest continue` has left."""
    element = run.graph.elements[index]
    assert isinstance(element, el.Stage)
    left = any(run.steps[each].status in ("not started", *OPEN) for each in element.steps)
    return stage.status in OPEN or (stage.status == "completed" and element.rest_continues and left and not stage.left)


def instants(scene: Scene, expression: ex.Expression) -> set[int]:
    """The moments with which the condition compares `now` (rule 9): at each it is asked again."""
    found: set[int] = set()
    for node in nodes(scene.graph, expression):
        if isinstance(node, ex.Compare) and ex.Now() in (node.left, node.right):
            other = node.right if node.left == ex.Now() else node.left
            try:
                value = evaluate(scene, other)
            except (Failed, Unanswered, KeyError):
                continue
            if value is not None:
                found.update((value.instant, value.instant + 1))
    return found
