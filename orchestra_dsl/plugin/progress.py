"""Progress: how far a call has come, for those who look at its run meanwhile.

    context.progress(0.4, "reading page 2")

or, where a flow is a generator that returns its outputs:

    @flow("report.write")
    def write(pages: int) -> Generator[Progress, None, Written]:
        for page in range(pages):
            yield Progress(page / pages, f"writing page {page + 1}")
        return {"pages": pages}
"""

import inspect
from collections.abc import Callable, Generator
from math import isfinite
from threading import Event
from typing import Any, get_args, get_origin

import attrs

from orchestra_dsl.graph.accept import BadValue
from orchestra_dsl.graph.values import Value
from orchestra_dsl.plugin.masking import masked, shortened
from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.texts import storable

LONGEST = 200
"""The most characters of a text about progress that are kept."""


def _part(fraction: float | None) -> float | None:
    """A part of the whole; what was counted a little wrong is no reason for a flow to fail."""
    return min(max(float(fraction), 0.0), 1.0) if fraction is not None and isfinite(fraction) else None


def _short(text: str) -> str:
    """The text in bounds, in one line, without secrets."""
    line = " ".join(storable(masked(str(text))).split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"


@attrs.frozen
class Progress:
    """How far a call has come: the part that is done, from 0 to 1, where that can be told, and what is being done."""

    fraction: float | None = attrs.field(default=None, converter=_part)
    text: str = attrs.field(default="", converter=_short)


Report = Callable[[Progress], None]
"""Take note of how far a call has come. It never fails, and does not wait."""


def unheard(_progress: Progress) -> None:
    """What stands for those who look, where nobody does."""


def driven(generator: Generator[Any, None, Value], report: Report, cancelled: Event) -> Value:
    """Go through a flow that yields its progress; answers what it returns. It ends where nobody waits any more."""
    try:
        while not cancelled.is_set():
            try:
                progress = next(generator)
            except StopIteration as end:
                return end.value
            if not isinstance(progress, Progress):
                raise BadValue("", f"it yielded {shortened(progress)}, where Progress(…) is expected")
            report(progress)
    finally:
        generator.close()
    return None  # nobody hears of it


def outputs_after(annotation: Any) -> Any:
    """What a result annotation says of the outputs: those that a generator of progress returns. Raises BadPlugin."""
    if get_origin(annotation) is not Generator:
        return annotation
    yielded, *rest = get_args(annotation)
    if yielded is not Progress:
        raise BadPlugin("it yields something else than its progress", _HINT)
    return rest[1] if len(rest) > 1 else None


_HINT = "Write `-> Generator[Progress, None, …]` with the class of its outputs, or None, and return them at its end."


def check_yields(function: Callable[..., Any], annotation: Any) -> None:
    """Refuse a function that yields in a way that says no outputs. Raises BadPlugin."""
    if inspect.isasyncgenfunction(function):
        raise BadPlugin("it yields, and is async", "Report progress by `context.progress(…)`, and return the outputs.")
    if inspect.isgeneratorfunction(function) and get_origin(annotation) is not Generator:
        raise BadPlugin("it yields, and its annotation does not say what it returns", _HINT)
