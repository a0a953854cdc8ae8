"""Which orchestration a place in a file belongs to: a mistake in it and what follows from it are looked for there."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping

import attrs

from orchestra_dsl.source import Span
from orchestra_dsl.syntax import nodes as n


@attrs.frozen
class _Region:
    span: Span
    name: str
    node: n.Declaration


class Regions:
    """The declarations of all files, by their places. A scenario belongs to the orchestration that it plays."""

    def __init__(self, modules: Mapping[str, n.Module]) -> None:
        self._by_file = {file: [_region(each) for each in module.declarations] for file, module in modules.items()}
        self._starts = {file: [each.span.start for each in regions] for file, regions in self._by_file.items()}

    def name(self, span: Span) -> str:
        """Return the orchestration or other declaration that a place belongs to."""
        found = self._at(span)
        return "" if found is None else found.name

    def step(self, span: Span) -> Span | None:
        """Return the span of the step around a place."""
        found = self._at(span)
        if found is None or not isinstance(found.node, n.Orchestration):
            return None
        steps = [each for each in n.walk(found.node) if isinstance(each, n.BackgroundStep | n.InteractiveStep)]
        around = [each.span for each in steps if is_inside(span, each.span)]
        return min(around, key=lambda each: each.end - each.start, default=None)

    def _at(self, span: Span) -> _Region | None:
        number = bisect_right(self._starts.get(span.file, []), span.start) - 1
        return self._by_file[span.file][number] if number >= 0 else None


def is_inside(inner: Span, outer: Span) -> bool:
    """Whether a span lies within another, or is the same."""
    return inner.file == outer.file and outer.start <= inner.start and inner.end <= outer.end


def any_inside(spans: Iterable[Span], outer: Span) -> bool:
    """Whether one of the spans lies within another one, and is smaller."""
    return any(is_inside(each, outer) and each != outer for each in spans)


def _region(node: n.Declaration) -> _Region:
    name = node.orchestration.text if isinstance(node, n.Scenario) else getattr(getattr(node, "name", None), "text", "")
    return _Region(node.span, name, node)
