"""The events that a graph waits for, with their fields."""

from collections.abc import Mapping

from orchestra_dsl.graph.elements import Await, EventArm
from orchestra_dsl.graph.model import EventTrigger, EventType, Graph
from orchestra_dsl.graph.types import Field


def events_of(graph: Graph, declared: Mapping[str, tuple[Field, ...]]) -> tuple[EventType, ...]:
    """Return them in the order of their names."""
    arms = (arm for element in graph.elements if isinstance(element, Await) for arm in element.arms)
    names = {arm.event for arm in arms if isinstance(arm, EventArm)}
    names |= {trigger.event for trigger in graph.triggers if isinstance(trigger, EventTrigger)}
    return tuple(EventType(name, declared[name]) for name in sorted(names))
