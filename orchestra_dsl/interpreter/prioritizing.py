"""A work item's priority, changed by hand: by whoever has claimed it, and by those who may reassign it."""

from orchestra_dsl.interpreter import grants, items
from orchestra_dsl.interpreter.events import ItemPrioritized
from orchestra_dsl.interpreter.machine import Machine, RefusedError

LARGEST = 2**63 - 1
"""The largest integer of the language."""


def prioritize(m: Machine, act: ItemPrioritized) -> bool:
    """Give the item another priority; a suspended one too."""
    instance = items.find(m, act.ref, act.version)
    if m.event.actor is None or instance.claimed_by != m.event.actor:
        grants.check(m, "reassign", "change the priority of this work item", "who has claimed it")
    if not -LARGEST <= act.priority <= LARGEST:
        raise RefusedError("bad value", "a priority is a whole number of at most 64 bit")
    if act.priority != instance.priority:
        before, instance.priority = instance.priority, act.priority
        items.changed(m, act.ref, instance, "prioritized", by=m.event.actor, priority=act.priority, before=before)
    return True
