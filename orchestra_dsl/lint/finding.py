"""What a rule answers: a place in a source, what is wrong there, and what to do about it."""

from collections.abc import Iterable

import attrs

from orchestra_dsl.diagnostics.diagnostic import Fix, Label
from orchestra_dsl.source import Span
from orchestra_dsl.syntax.nodes.base import Node


def _span(place: Span | Node) -> Span:
    return place.span if isinstance(place, Node) else place


def _labels(given: Iterable[Label]) -> tuple[Label, ...]:
    return tuple(given)


@attrs.frozen
class Finding:
    """One finding. `place` is a node or a span; `message` is a sentence in the terms of whoever writes sources."""

    place: Span = attrs.field(converter=_span)
    message: str
    hint: str | None = None
    fix: Fix | None = attrs.field(default=None, kw_only=True)
    labels: tuple[Label, ...] = attrs.field(default=(), converter=_labels, kw_only=True)
