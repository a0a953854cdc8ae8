"""Where a span lies, in lines and columns: what all machine-readable formats share."""

from collections.abc import Mapping

import attrs

from orchestra_dsl.source import Position, SourceFile, Span


@attrs.frozen
class Region:
    """A span as lines and columns from 1 in code points; the end column is one past the last."""

    start: Position
    end: Position


def region_of(span: Span, sources: Mapping[str, SourceFile]) -> Region | None:
    """Return the region of a span, or None when its file could not be read."""
    source = sources.get(span.file)
    return Region(source.position(span.start), source.position(span.end)) if source else None
