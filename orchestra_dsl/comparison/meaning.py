"""What changes mean for runs under way, and for who starts runs and supplies flows. A sentence each.

A run is pinned to the graph that it was started with. So what is under way goes on as it was, and what the old graph
calls has to stay there until its last run has ended.
"""

from collections.abc import Iterator, Mapping, Sequence

from orchestra_dsl.comparison.change import Change
from orchestra_dsl.comparison.heads import signature_text
from orchestra_dsl.graph.elements import Child
from orchestra_dsl.graph.model import EventTrigger, Graph, RecordTrigger, ScheduleTrigger, Signature
from orchestra_dsl.graph.types import Optional

PINNED = "Runs under way go on with the graph that they were started with; only new runs take the new one."

_VERSION = "Only the version has changed."
_SHARED = "Only the records and events that it uses have changed."
_UNSAID = "Nothing differs that a source says; the compiler has worked something out in another way."


def meaning_of(old: Graph, new: Graph, changes: Sequence[Change]) -> Iterator[str]:
    """What the changes of one orchestration mean."""
    yield PINNED
    if old.name != new.name:
        yield f"No run of `{old.name}` can be started any more: whoever starts it has to name `{new.name}`."
    elif not changes:
        yield _alone(old, new)
    yield from _version(old, new)
    yield from _starting(old, new)
    yield from _supplied(old, new)
    yield from _triggers(old, new, changes)


def meaning_of_shared(changes: Sequence[Change]) -> Iterator[str]:
    """What changes of records and events mean."""
    words = {(each.what, each.kind) for each in changes}
    if ("record", "added") in words:
        yield "Records that are stored already lack the new fields until they are put again."
    if ("record", "changed") in words:
        yield "Records that are stored already keep their values, also where these no longer fit the type."
    if ("record", "removed") in words:
        yield "Runs under way may still read the fields that were removed: keep supplying them until these have ended."
    if any(what == "event" for what, _ in words):
        yield "Whoever sends the events has to send the new fields; runs under way wait for them with the old ones."


def _alone(old: Graph, new: Graph) -> str:
    """Why the graph is another one, though nothing in it has changed."""
    if (old.records, old.events) != (new.records, new.events):
        return _SHARED
    return _VERSION if old.version != new.version else _UNSAID


def _version(old: Graph, new: Graph) -> Iterator[str]:
    if new.version is None:
        number = 2 if old.version is None else old.version + 1
        yield f"It has no version: with `version {number}` people can tell old runs from new ones."
    elif old.version == new.version:
        higher = new.version + 1
        yield f"Both call themselves version {new.version}: with `version {higher}` people can tell them apart."
    elif old.version is not None and new.version < old.version:
        yield f"The version goes back from {old.version} to {new.version}."


def _starting(old: Graph, new: Graph) -> Iterator[str]:
    """What who starts it, or runs it as a step, has to do in another way."""
    before = {each.name: each for each in old.parameters}
    for each in new.parameters:
        asked = each.default is None and not isinstance(each.type, Optional)
        if each.name not in before and asked:
            yield f"Whoever starts it, other orchestrations included, has to give `{each.name}` now."
        elif each.name in before and before[each.name].type != each.type:
            yield f"Whoever starts it has to give `{each.name}` as its new type."
    left = {each.name for each in new.parameters}
    for name in before:
        if name not in left:
            yield f"Whoever starts it must not give `{name}` any more."


def _supplied(old: Graph, new: Graph) -> Iterator[str]:
    """What plugins and other orchestrations have to supply as long as old runs are under way."""
    for kind in ("flow", "screen", "predicate"):
        before, after = _signatures(old, kind), _signatures(new, kind)
        for name, signature in before.items():
            if name not in after:
                yield f"Keep supplying the {kind} `{name}`: runs under way may still call it."
            elif after[name] != signature:
                form = signature_text(signature)
                yield f"Runs under way call the {kind} `{name}` in its old form, {form}: its plugin has to serve both."
    for name in sorted(_children(old) - _children(new)):
        yield f"Keep the orchestration `{name}`: runs under way may still run it as a step."


def _signatures(graph: Graph, kind: str) -> Mapping[str, Signature]:
    return {each.name: each for each in (*graph.flows, *graph.screens, *graph.predicates) if each.kind == kind}


def _children(graph: Graph) -> set[str]:
    return {each.orchestration for each in graph.elements if isinstance(each, Child)}


def _triggers(old: Graph, new: Graph, changes: Sequence[Change]) -> Iterator[str]:
    """What starts by itself, and what does not again."""
    if not any(each.what in ("start on", "start every") for each in changes):
        return
    for kind, begins, ends in _STARTS:
        before, after = _of_kind(old, kind), _of_kind(new, kind)
        if after and not before:
            yield begins
        elif before and not after:
            yield ends
    if any(isinstance(each, RecordTrigger) and each.rerun == "once per record" for each in new.triggers) and (
        _of_kind(old, RecordTrigger)
    ):
        yield "Records that have had a run start none again (`once per record` counts over all versions)."
    if _of_kind(old, ScheduleTrigger) and any(each.what == "start every" for each in changes):
        yield "A schedule with another time or zone begins anew: what the old one has missed is not made up for."


_STARTS: tuple[tuple[type, str, str], ...] = (
    (
        RecordTrigger,
        "From now on records start it by themselves: those that fit already do so only at their next change.",
        "Records start it no more.",
    ),
    (EventTrigger, "From now on events start it by themselves.", "Events start it no more."),
    (ScheduleTrigger, "From now on a schedule starts it, while a worker works.", "No schedule starts it any more."),
)


def _of_kind(graph: Graph, kind: type) -> bool:
    return any(isinstance(each, kind) for each in graph.triggers)
