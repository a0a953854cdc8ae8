"""Paths in scenarios: `stage.step`, and behind a step that runs another orchestration its elements in turn."""

from collections.abc import Iterator, Mapping, Sequence

import attrs

from orchestra_dsl.analysis.outline import NamedElement, Outline
from orchestra_dsl.syntax import nodes as n


@attrs.frozen(eq=False)
class Found:
    """An element, the orchestration that it is in, and the steps that lead to a run of that, outermost first."""

    outline: Outline
    element: NamedElement
    parents: tuple[str, ...] = ()


def find(outline: Outline, outlines: Mapping[str, Outline], names: Sequence[str]) -> Found | None:
    """Look for a path in an orchestration; None where there is no such element."""
    element = outline.elements.get(".".join(names))
    if element is not None:
        return Found(outline, element)
    for step, child, rest in _children(outline, outlines, names):
        inner = find(child, outlines, rest)
        if inner is not None:
            return attrs.evolve(inner, parents=(step, *inner.parents))
    return None


def _children(
    outline: Outline, outlines: Mapping[str, Outline], names: Sequence[str]
) -> Iterator[tuple[str, Outline, Sequence[str]]]:
    """The steps at the beginning of a path that run another orchestration, with what comes after them."""
    for size in range(1, len(names)):
        path = ".".join(names[:size])
        step = outline.elements.get(path)
        if step is not None and isinstance(step.node, n.BackgroundStep) and step.node.runs:
            child = outlines.get(step.node.call.function.text)
            if child is not None:
                yield path, child, names[size:]
