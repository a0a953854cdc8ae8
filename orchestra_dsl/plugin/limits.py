"""How much an isolated flow may take."""

import attrs

LEAST_MEMORY = 32 * 1024 * 1024
"""Bytes without which the process of a flow cannot even begin."""


@attrs.frozen
class Limits:
    """The most bytes of memory, and the most seconds by the clock, that one call may take; None: any."""

    memory: int | None = None
    seconds: float | None = None


def limits_of(*, isolate: bool, memory: int | None, seconds: float | None) -> Limits | None:
    """What `@flow` says; None for a flow that is not isolated. Raises ValueError or TypeError at the author's line."""
    given: tuple[object, object] = (memory, seconds)  # whoever checks no types may give anything
    if not isinstance(given[0], int | None) or not isinstance(given[1], int | float | None):
        raise TypeError(f"memory={memory!r} and seconds={seconds!r}: they are a number of bytes and one of seconds")
    if not isolate:
        if memory is not None or seconds is not None:
            raise ValueError("memory= and seconds= are limits of a process: add isolate=True")
        return None
    if memory is not None and memory < LEAST_MEMORY:
        raise ValueError(f"memory={memory!r} bytes are too few: {LEAST_MEMORY:,} are the least that Python needs")
    if seconds is not None and not seconds > 0:
        raise ValueError(f"seconds={seconds!r} is no time at all")
    return Limits(memory, seconds)
