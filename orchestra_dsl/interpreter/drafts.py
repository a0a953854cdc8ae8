"""Drafts: what whoever has claimed a work item has entered so far, kept until they hand it in.

A draft holds some of the outputs, each of its type; saving again adds to it, and a value that is missing takes one
back. It belongs to the work: it stays when the item is released or given to somebody else, who goes on from it, and
goes with the item's end. Nothing reads it but people: for conditions the outputs are there once the item is completed.
"""

from orchestra_dsl.interpreter import entitlement, items
from orchestra_dsl.interpreter.events import ItemSaved
from orchestra_dsl.interpreter.machine import Machine, RefusedError


def save(m: Machine, act: ItemSaved) -> bool:
    """Keep what the one who has claimed the item has entered."""
    instance = items.find_to_do(m, act.ref, act.version)
    user = entitlement.actor(m)
    entitlement.check_not_claimed_by_another(user, instance)
    if instance.claimed_by is None:
        raise RefusedError("not allowed", "claim this work item first: a draft is kept for whoever has claimed it")
    entitlement.for_whom(m, user, act.ref, instance)
    draft = {name: value for name, value in {**instance.draft, **act.outputs}.items() if value is not None}
    if draft != instance.draft:
        instance.draft = draft
        items.changed(m, act.ref, instance, "saved", by=user, fields=sorted(act.outputs))
    return True
