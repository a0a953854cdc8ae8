"""Where elements stand: what comes before them in their block, and which of them have been moved."""

from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher

from orchestra_dsl.graph.elements import ROOT, AnyElement, Branch
from orchestra_dsl.graph.model import Graph

Blocks = dict[str, list[str]]
"""The names of the elements of each block, in order; that of the orchestration has an empty name."""


def blocks_of(graph: Graph) -> Blocks:
    """What stands in which stage, branch, parallel and block."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for each in graph.elements:
        found[_block(graph, each)].append(each.name)
    return found


def places_in(blocks: Blocks) -> dict[str, str]:
    """Where each element stands, in words: after what, or at the beginning of what."""
    places: dict[str, str] = {}
    for block, names in blocks.items():
        for before, name in zip([None, *names], names, strict=False):
            first = f"at the beginning of {block}" if block else "at the beginning"
            places[name] = first if before is None else f"after {before}"
    return places


def moved(before: Blocks, after: Blocks) -> Iterator[str]:
    """The elements that stand in another block than before, or in another order among those that were there."""
    home = {name: block for block, names in before.items() for name in names}
    for block, names in after.items():
        yield from (name for name in names if home.get(name, block) != block)
        still = set(names)
        there = [name for name in before.get(block, ()) if name in still]
        here = [name for name in names if home.get(name) == block]
        kept: set[str] = set()
        for each in SequenceMatcher(None, there, here, autojunk=False).get_matching_blocks():
            kept |= set(here[each.b : each.b + each.size])
        yield from (name for name in here if name not in kept)


def _block(graph: Graph, element: AnyElement) -> str:
    """The name before an element's own says it; a named element has none, so its scope does."""
    if isinstance(element, Branch):
        return graph.elements[element.owner].name
    words = element.name.split(".")
    before = ".".join(words[:-2] if words[-1].isdecimal() else words[:-1])
    return before if before or element.scope == ROOT else graph.elements[element.scope].name
