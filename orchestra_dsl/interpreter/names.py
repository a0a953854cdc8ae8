"""The names under which a run's effects, timers and work items are known outside of it."""

from orchestra_dsl.interpreter.events import Ref


def effect_name(ref: Ref, kind: str = "") -> str:
    """The key of an effect within its run: element, visit, instance and attempt.

    `kind` p marks a question, t a notification.
    """
    return f"{kind}{ref.element}.{ref.visit}.{ref.instance}.{ref.attempt}"


def item_name(ref: Ref) -> str:
    """The key of a work item within its run: the same over claims and reassignments."""
    return f"{ref.element}.{ref.visit}.{ref.instance}"


def idempotency_key(run: str, element: str, ref: Ref) -> str:
    """What a flow gets to recognise a call that it has already carried out: the same for every attempt."""
    return f"{run}/{element}/{ref.visit}/{ref.instance}"
