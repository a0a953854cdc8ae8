"""The elements and edges of a graph, counted from the graph itself, and random graphs to count in."""

from collections import Counter
from collections.abc import Iterator
from functools import cache

from hypothesis import Phase, settings
from hypothesis import strategies as st

from orchestra_dsl.compile.pipeline import compile_source
from orchestra_dsl.graph.elements import (
    FALLS_OFF,
    ROOT,
    THE_END,
    Await,
    Branch,
    Decision,
    Handler,
    HandlerBlock,
    Parallel,
    Stage,
    Step,
)
from orchestra_dsl.graph.model import Compiled, Graph
from orchestra_dsl.graph.reach import targets
from orchestra_dsl.source import SourceFile
from tests.compile.wandering import Writer
from tests.interpreter.random_graphs import graphs


def edges(graph: Graph) -> Counter[tuple[str, str]]:
    """Where each edge begins and ends, by the names of nodes."""
    found = Counter([("(start)", graph.elements[graph.first].name if graph.first >= 0 else "(end)")])
    found.update(("(start)", name) for name in _handled(graph, graph.handlers))
    if graph.on_cancel is not None:
        found["(start)", graph.elements[graph.on_cancel].name] += 1
    for index, element in enumerate(graph.elements):
        leads = list(targets(element))
        if isinstance(element, Decision | Await):
            leads.remove(element.next)  # that is where their blocks lead, and no way of their own
        for target in leads:
            joined = isinstance(element, Parallel) and target not in element.branches
            source = f"{element.name}.(join)" if joined else element.name
            found[source, _name(graph, target, index)] += 1
        if isinstance(element, Stage | Step):
            found.update((element.name, name) for name in _handled(graph, element.handlers))
        if isinstance(element, Step) and element.after is not None:
            found.update((graph.elements[each].name, element.name) for each in element.after.elements)
    return found


def _handled(graph: Graph, handlers: tuple[Handler, ...]) -> Iterator[str]:
    for handler in handlers:
        target = handler.block if handler.target is None else handler.target
        assert target is not None
        yield _name(graph, target, ROOT)


def _name(graph: Graph, target: int, source: int) -> str:
    if target not in (THE_END, FALLS_OFF):
        return graph.elements[target].name
    element = graph.elements[source]
    scope = source if isinstance(element, Branch | HandlerBlock) else element.scope
    if target == THE_END or scope == ROOT:
        return "(end)"
    around = graph.elements[scope]
    return f"{graph.elements[around.owner].name}.(join)" if isinstance(around, Branch) else f"{around.name}.(done)"


def nodes(graph: Graph) -> set[str]:
    """Every node that there has to be."""
    ends = {name for edge in edges(graph) for name in edge if "(" in name}
    joins = {f"{each.name}.(join)" for each in graph.elements if isinstance(each, Parallel)}
    return {each.name for each in graph.elements} | ends | joins


def _written(seed: int) -> Compiled | None:
    text = Writer(seed, frozenset(range(1000))).write()
    package = compile_source("main.orch", lambda name: SourceFile(name, text)).package
    return package.orchestrations[0] if package else None


@cache
def written() -> tuple[Compiled, ...]:
    """Graphs of sources made at random, always the same."""
    return tuple(each for each in map(_written, range(40)) if each is not None)


GENERATED = settings(max_examples=10, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
"""Large graphs are not made smaller where a test fails: that takes minutes."""


def bare() -> st.SearchStrategy[Compiled]:
    """Graphs made at random, without sources."""
    return graphs().map(lambda graph: Compiled(graph, ""))
