"""Two packages compared: orchestration by orchestration, and what they share."""

from collections.abc import Iterator, Mapping

from orchestra_dsl.comparison.change import Change, Comparison, Detail, Kind, details_of
from orchestra_dsl.comparison.clauses import clauses_of
from orchestra_dsl.comparison.heads import ORDER, Thing, head_of, shared
from orchestra_dsl.comparison.matching import renamed_orchestrations, with_new_names
from orchestra_dsl.comparison.meaning import meaning_of, meaning_of_shared
from orchestra_dsl.comparison.places import blocks_of, moved, places_in
from orchestra_dsl.comparison.words import kind_word
from orchestra_dsl.graph.elements import AnyElement, HandlerBlock
from orchestra_dsl.graph.model import Compiled, Graph, Package


def compare(old: Package, new: Package) -> list[Comparison]:
    """Every orchestration of either package, and first, where they differ, the records and events that all share."""
    before = {each.graph.name: each for each in old.orchestrations}
    after = {each.graph.name: each for each in new.orchestrations}
    shared_changes = tuple(_between(dict(shared(old.records, old.events)), dict(shared(new.records, new.events))))
    common = Comparison(None, "changed", shared_changes, meaning=tuple(meaning_of_shared(shared_changes)))
    was = dict(renamed_orchestrations(before, after))
    gone = before.keys() - after.keys() - set(was.values())
    compared = [_orchestration(name, before.get(was.get(name, name)), after[name]) for name in after]
    compared += [_orchestration(name, before[name], None) for name in gone]
    return [*([common] if shared_changes else []), *sorted(compared, key=lambda each: each.name or "")]


def _orchestration(name: str, old: Compiled | None, new: Compiled | None) -> Comparison:
    versions = (old.graph.version if old else None, new.graph.version if new else None)
    hashes = (old.hash if old else None, new.hash if new else None)
    if old is None or new is None:
        meaning = () if old is None else (_REMOVED,)
        return Comparison(name, "added" if old is None else "removed", (), versions, hashes, meaning)
    if old.hash == new.hash:
        return Comparison(name, "same", (), versions, hashes)
    was = None if old.graph.name == name else old.graph.name
    changes = tuple(changes_of(old.graph, new.graph))
    return Comparison(name, "changed", changes, versions, hashes, tuple(meaning_of(old.graph, new.graph, changes)), was)


_REMOVED = "No run can be started any more; runs under way go on with the graph that they were started with."


def changes_of(old: Graph, new: Graph) -> Iterator[Change]:
    """What differs between two graphs of one orchestration: first what it says of itself, then its elements."""
    named = with_new_names(old, new)
    was = {now.name: before.name for now, before in zip(named.elements, old.elements, strict=True)}
    yield from _between(dict(head_of(named)), dict(head_of(new)))
    yield from _elements(named, new, was)


def _elements(old: Graph, new: Graph, was: Mapping[str, str]) -> Iterator[Change]:
    there, here = _visible(old), _visible(new)
    before, after = blocks_of(old), blocks_of(new)
    out_of_place, places = set(moved(before, after)), places_in(after)
    for name, element in here.items():
        place = places[name]
        if name not in there:
            yield _change("added", element, place=place, details=details_of({}, _clauses(new, element)))
            continue
        details = details_of(_said(old, there[name]), _said(new, element))
        if _is_renamed(was[name], name):
            moved_to = place if name in out_of_place or _is_elsewhere(name, was) else None
            yield _change("renamed", element, was=was[name], place=moved_to, details=details)
        elif _is_elsewhere(name, was):
            yield _change("moved", element, was=was[name], place=place, details=details)
        elif name in out_of_place:
            yield _change("moved", element, place=place, details=details)
        elif details:
            yield _change("changed", element, details=details)
    for name, element in there.items():
        if name not in here:
            yield _change("removed", element, name=was[name], details=details_of(_clauses(old, element), {}))


def _is_renamed(before: str, now: str) -> bool:
    """Whether the name that an element has of its own is another one."""
    own = now.rpartition(".")[2]
    return not own.isdecimal() and own != before.rpartition(".")[2]


def _is_elsewhere(name: str, was: Mapping[str, str]) -> bool:
    """Whether a step stands in another stage than before, and not only in one that has a new name."""
    stage, before = name.rpartition(".")[0], was[name].rpartition(".")[0]
    return stage != before and not name.rpartition(".")[2].isdecimal() and was.get(stage) != before


def _visible(graph: Graph) -> dict[str, AnyElement]:
    """The elements that a reader knows: the block of a handler is told by its handler."""
    return {each.name: each for each in graph.elements if not isinstance(each, HandlerBlock)}


def _said(graph: Graph, element: AnyElement) -> dict[str, str]:
    return {"kind": kind_word(element), **clauses_of(graph, element)}


def _clauses(graph: Graph, element: AnyElement) -> dict[str, str]:
    """All but the label, which a change has beside the name."""
    return {clause: text for clause, text in clauses_of(graph, element).items() if clause != "label"}


def _change(
    kind: Kind,
    element: AnyElement,
    *,
    name: str | None = None,
    was: str | None = None,
    place: str | None = None,
    details: tuple[Detail, ...] = (),
) -> Change:
    label = getattr(element, "label", None)
    return Change(kind, kind_word(element), name or element.name, label, was, place, details, of_element=True)


def _between(before: Mapping[Thing, str], after: Mapping[Thing, str]) -> Iterator[Change]:
    """Compare texts by what they are texts of, the new ones first, in their order."""
    for thing in [*after, *(each for each in before if each not in after)]:
        one, other = before.get(thing), after.get(thing)
        if one == other or (thing[0] == ORDER and not _reordered(one, other)):
            continue
        kind: Kind = "added" if one is None else "removed" if other is None else "changed"
        yield Change(kind, *thing, details=(Detail("", one, other),))


def _reordered(before: str | None, after: str | None) -> bool:
    """Whether the names that stand in both lists stand in another order: what is new or gone is told by itself."""
    one, other = (before or "").split(", "), (after or "").split(", ")
    return [each for each in one if each in other] != [each for each in other if each in one]
