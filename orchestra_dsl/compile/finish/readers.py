"""Marks what somebody reads: kept outputs, kept outcomes, dependents, fields of records."""

from collections import Counter, defaultdict
from typing import TypeGuard

from msgspec.structs import replace

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.elements import AnyElement, Arm, Await, Decision, EventArm, Stage, Step
from orchestra_dsl.graph.model import Graph, RecordTrigger
from orchestra_dsl.graph.visit import fields_read, nodes_in, nodes_of


def with_readers(graph: Graph) -> Graph:
    """Return the graph with everything marked that is read somewhere in it."""
    outputs: set[int] = set()
    outcomes: set[tuple[int, str]] = set()
    watched: set[int] = set()
    parts = (graph.elements, graph.lets, graph.inline, graph.triggers, graph.grants, graph.handlers)
    for node in nodes_in(*parts):
        if isinstance(node, ex.Output | ex.Outputs):
            outputs.add(node.element)
        elif isinstance(node, ex.Visited):
            outcomes.add((node.element, node.outcome))
        elif isinstance(node, ex.StatusOf):
            watched.add(node.element)
    bound = _bound_messages(graph)
    dependents = _dependents(graph.elements)
    elements: list[AnyElement] = []
    for index, element in enumerate(graph.elements):
        if isinstance(element, Step):
            marks = {"kept": index in outputs, "watched": index in watched, "dependents": tuple(dependents[index])}
            elements.append(replace(element, **marks))
        elif isinstance(element, Stage):
            elements.append(replace(element, watched=index in watched))
        elif isinstance(element, Decision):
            kept = tuple(replace(each, kept=(index, each.name) in outcomes) for each in element.outcomes)
            elements.append(replace(element, outcomes=kept))
        elif isinstance(element, Await):
            elements.append(replace(element, arms=tuple(_bound(arm, read=index in bound) for arm in element.arms)))
        else:
            elements.append(element)
    return _with_fields(replace(graph, elements=tuple(elements)))


def _bound_messages(graph: Graph) -> set[int]:
    """The awaits whose messages are read behind their arms, not only in a `where`."""
    wheres = [arm.where for each in graph.elements if isinstance(each, Await) for arm in each.arms if _asks(arm)]
    inside = Counter(node.element for node in nodes_in(*wheres) if isinstance(node, ex.Binding))
    everywhere = nodes_in(graph.elements, graph.lets, graph.handlers)
    every = Counter(node.element for node in everywhere if isinstance(node, ex.Binding))
    return {element for element, count in every.items() if count > inside[element]}


def _asks(arm: Arm) -> TypeGuard[EventArm]:
    return isinstance(arm, EventArm) and arm.where is not None


def _bound(arm: Arm, *, read: bool) -> Arm:
    return replace(arm, bound=read) if isinstance(arm, EventArm) else arm


def _dependents(elements: tuple[AnyElement, ...]) -> dict[int, list[int]]:
    """For each step those that start after it, in the order of the source."""
    found: dict[int, list[int]] = defaultdict(list)
    for index, element in enumerate(elements):
        if isinstance(element, Step) and element.after is not None:
            for earlier in element.after.elements:
                found[earlier].append(index)
    return found


def _with_fields(graph: Graph) -> Graph:
    """Say which fields of records the expressions read: of all together, and of each trigger."""
    everything = (graph.elements, graph.lets, graph.inline, graph.triggers, graph.grants)
    reads = {name: tuple(sorted(fields)) for name, fields in sorted(fields_read(nodes_in(*everything)).items())}
    triggers = tuple(
        replace(each, reads=_reads(graph, each)) if isinstance(each, RecordTrigger) else each for each in graph.triggers
    )
    return replace(graph, reads=reads, triggers=triggers)


def _reads(graph: Graph, trigger: RecordTrigger) -> tuple[str, ...]:
    """The fields of the trigger's record that its condition names, formulas and predicates in place included."""
    nodes = list(nodes_of(graph, (trigger,)))
    named = {node.field for node in nodes if isinstance(node, ex.Before | ex.Changed)}
    return tuple(sorted(named | fields_read(nodes).get(trigger.record, set())))
