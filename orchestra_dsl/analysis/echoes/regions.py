"""Which orchestration a place in a file belongs to: a mistake in it and what follows from it are looked for there."""

from bisect import bisect_right
from collections.abc import Mapping

import attrs

from orchestra_dsl.source import Span
from orchestra_dsl.syntax import nodes as n


@attrs.frozen
class _Region:
    span: Span
    name: str


class Regions:
    """The declarations of all files, by their places. A scenario belongs to the orchestration that it plays."""

    def __init__(self, modules: Mapping[str, n.Module]) -> None:
        self._modules = modules
        self._steps: dict[str, list[Span]] = {}
        self._by_file = {file: [_region(each) for each in module.declarations] for file, module in modules.items()}
        self._starts = {file: [each.span.start for each in regions] for file, regions in self._by_file.items()}

    def name(self, span: Span) -> str:
        """Return the orchestration or other declaration that a place belongs to."""
        found = self._at(span)
        return "" if found is None else found.name

    def step(self, span: Span) -> Span | None:
        """Return the span of the step around a place. No step stands within another."""
        module = self._modules.get(span.file)
        if module is None:
            return None
        if span.file not in self._steps:
            self._steps[span.file] = _steps(module)
        steps = self._steps[span.file]
        number = bisect_right(steps, span.start, key=lambda each: each.start) - 1
        return steps[number] if number >= 0 and span.end <= steps[number].end else None

    def _at(self, span: Span) -> _Region | None:
        number = bisect_right(self._starts.get(span.file, []), span.start) - 1
        return self._by_file[span.file][number] if number >= 0 else None


def _region(node: n.Declaration) -> _Region:
    name = node.orchestration.text if isinstance(node, n.Scenario) else getattr(getattr(node, "name", None), "text", "")
    return _Region(node.span, name)


def _steps(module: n.Module) -> list[Span]:
    steps = [each.span for each in n.walk(module) if isinstance(each, n.BackgroundStep | n.InteractiveStep)]
    return sorted(steps, key=lambda each: each.start)
