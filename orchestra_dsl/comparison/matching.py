"""Which element of the old graph is which of the new one.

Elements with names of their own are matched by them; where a name is gone and another one new, by what they are and
say: that is a renaming. Elements without names are matched within their block by what they say, in order.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

import msgspec

from orchestra_dsl.comparison.clauses import clauses_of
from orchestra_dsl.graph.conditions import word_of
from orchestra_dsl.graph.elements import AnyElement, Decision
from orchestra_dsl.graph.model import Compiled, Graph

MOST_PAIRS = 250_000
"""So many are compared at most where nothing says just the same; beyond that, what is gone and what is new stay so."""

ALIKE = 0.5
"""The share of clauses that have to be the same for an element under a new name to count as the same element."""


def with_new_names(old: Graph, new: Graph) -> Graph:
    """The old graph with its elements named as they are in the new one; what is gone keeps its name."""
    old = _rename(old, dict(_renamed(old, new, lambda name: "." not in name)))
    old = _rename(old, dict(_renamed(old, new, lambda name: "." in name and word_of(name) is None)))
    for depth in range(
        max((each.name.count(".") for each in old.elements), default=0)
    ):  # what holds others before what it holds
        old = _rename(old, dict(_reordered(old, new, depth)))
    return old


def renamed_orchestrations(old: Mapping[str, Compiled], new: Mapping[str, Compiled]) -> Iterator[tuple[str, str]]:
    """The new names of orchestrations, each with the old name of one that is gone and says much the same."""
    gone = {name: _all_said(each.graph) for name, each in old.items() if name not in new}
    fresh = {name: _all_said(each.graph) for name, each in new.items() if name not in old}
    yield from ((now, before) for before, now in _alike(gone, fresh, lambda _one, _other: True))


def _all_said(graph: Graph) -> frozenset[str]:
    """What an orchestration says."""
    clauses = ((each.name, *clause) for each in graph.elements for clause in clauses_of(graph, each).items())
    return frozenset(": ".join(each) for each in clauses) | {each.name for each in graph.elements}


def _renamed(old: Graph, new: Graph, fits: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """Pairs of a name that is gone and one that is new."""
    there, here = _by_name(old), _by_name(new)
    gone = _said(old, [each for name, each in there.items() if fits(name) and name not in here])
    fresh = _said(new, [each for name, each in here.items() if fits(name) and name not in there])
    yield from _alike(gone, fresh, lambda one, other: type(there[one]) is type(here[other]))


def _said(graph: Graph, elements: Sequence[AnyElement]) -> dict[str, frozenset[str]]:
    """What elements say, by name, and what stands in them says; their own names as one thing of many."""
    if not elements:
        return {}
    held: dict[str, list[AnyElement]] = defaultdict(list)
    for each in graph.elements:
        held[each.name.partition(".")[0]].append(each)
    return {each.name: frozenset(_said_by(graph, each, held)) for each in elements}


def _said_by(graph: Graph, element: AnyElement, held: Mapping[str, Sequence[AnyElement]]) -> Iterator[str]:
    yield from (f"{clause}: {text}" for clause, text in clauses_of(graph, element).items())
    own = f"{element.name}."
    for each in held[element.name.partition(".")[0]]:
        if each.name.startswith(own):
            name = each.name.removeprefix(own)
            yield name
            yield from (f"{name} {clause}: {text}" for clause, text in clauses_of(graph, each).items())


Said = Mapping[str, frozenset[str]]


def _alike(gone: Said, fresh: Said, fit: Callable[[str, str], bool]) -> Iterator[tuple[str, str]]:
    """What says the same, and then, the most alike first, what says much the same."""
    same: dict[frozenset[str], list[str]] = defaultdict(list)
    for name, said in fresh.items():
        same[said].append(name)
    taken: set[str] = set()
    left: list[str] = []
    for name, said in gone.items():
        now = next((each for each in same[said] if said and each not in taken and fit(name, each)), None)
        if now is None:
            left.append(name)
        else:
            taken.add(now)
            yield name, now
    others = [each for each in fresh if each not in taken]
    if len(left) * len(others) > MOST_PAIRS:
        return
    pairs = [(_likeness(gone[one], fresh[other]), one, other) for one in left for other in others if fit(one, other)]
    done: set[str] = set()
    for likeness, one, other in sorted(pairs, key=lambda pair: -pair[0]):
        if likeness >= ALIKE and one not in done and other not in taken:
            done.add(one)
            taken.add(other)
            yield one, other


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of what both say in what either says."""
    return len(one & other) / max(1, len(one | other))


def _reordered(old: Graph, new: Graph, depth: int) -> Iterator[tuple[str, str]]:
    """New numbers for what has no name, block by block, in blocks whose names have so many words."""
    here = _unnamed(new, depth)
    for key, before in _unnamed(old, depth).items():
        after = here.get(key, [])
        pairs = list(_in_order(_texts(old, before), _texts(new, after)))
        matched = {i for i, _ in pairs}
        numbers = iter(range(len(after) + 1, len(after) + len(before) + 1))
        pairs += [(i, next(numbers) - 1) for i in range(len(before)) if i not in matched]
        block = f"{key[0]}." if key[0] else ""
        yield from ((before[i].name, f"{block}{key[1]}.{j + 1}") for i, j in pairs)


def _in_order(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The places that belong together: those that are equal, and between them what takes each other's place."""
    for kind, start, end, begin, stop in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind in ("equal", "replace"):
            yield from zip(range(start, end), range(begin, stop), strict=False)


def _texts(graph: Graph, elements: Sequence[AnyElement]) -> list[str]:
    return [repr(clauses_of(graph, each)) for each in elements]


def _unnamed(graph: Graph, depth: int) -> dict[tuple[str, str], list[AnyElement]]:
    found: dict[tuple[str, str], list[AnyElement]] = defaultdict(list)
    for each in graph.elements:
        if word_of(each.name) is not None and each.name.count(".") == depth + 1:
            *block, word, _ = each.name.split(".")
            found[".".join(block), word].append(each)
    return found


def _by_name(graph: Graph) -> dict[str, AnyElement]:
    return {each.name: each for each in graph.elements}


def _rename(graph: Graph, names: Mapping[str, str]) -> Graph:
    """The graph with new names, for what stands in a renamed block too. Not for running: only names are right."""
    if not names:
        return graph

    def named(name: str) -> str:
        words = name.split(".")
        for length in range(len(words), 0, -1):
            now = names.get(".".join(words[:length]))
            if now is not None:
                return ".".join([now, *words[length:]])
        return name

    def renamed(element: AnyElement) -> AnyElement:
        if isinstance(element, Decision):
            outcomes = tuple(msgspec.structs.replace(each, name=named(each.name)) for each in element.outcomes)
            return msgspec.structs.replace(element, name=named(element.name), outcomes=outcomes)
        return msgspec.structs.replace(element, name=named(element.name))

    return msgspec.structs.replace(graph, elements=tuple(map(renamed, graph.elements)))
