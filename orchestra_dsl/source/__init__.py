"""Source text and places in it: the lowest layer, used by every other one."""

from orchestra_dsl.source.file import Position, SourceFile
from orchestra_dsl.source.span import Span

__all__ = ["Position", "SourceFile", "Span"]
