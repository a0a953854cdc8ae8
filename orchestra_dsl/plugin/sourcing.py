"""Asking the record sources of a project, for a worker. Whatever their code does, the answer is a plain value."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from orchestra_dsl.graph.accept import BadValue
from orchestra_dsl.graph.values import Value
from orchestra_dsl.plugin.calls import logger_of
from orchestra_dsl.plugin.changes import Part, parts_of
from orchestra_dsl.plugin.context import Context
from orchestra_dsl.plugin.invocation import Failed, failure
from orchestra_dsl.plugin.origin import is_ctrl_c
from orchestra_dsl.plugin.registry import Registry
from orchestra_dsl.plugin.source import Source

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_OVER: Any = object()


class Sources:
    """The record sources of one project. `now` tells microseconds since 1970 (UTC)."""

    def __init__(self, registry: Registry, now: Callable[[], int]) -> None:
        self._registry = registry
        self._now = now

    @property
    def names(self) -> tuple[str, ...]:
        """The names of those that the project wants to be asked, known without importing anything more."""
        return tuple(filter(self._registry.project.asks, self._registry.names("source")))

    def every(self, name: str) -> int:
        """After how many microseconds a source is asked again. Raises Unavailable."""
        own = self._registry.source(name).every
        return (self._registry.project.record_sources.get(name) or own) // _MICROSECOND

    def ask(self, name: str, cursor: str | None, cancelled: threading.Event, size: int) -> Iterator[Part | Failed]:
        """What has changed since a cursor, in parts of this size, asked on this thread; or why it cannot be told.

        What it says comes while its code runs: between two parts it waits.
        """
        parts = self._parts(name, cursor, cancelled, size)
        while True:
            try:
                part = next(parts)
            except StopIteration:
                return
            except BaseException as error:
                if is_ctrl_c(error):
                    raise
                yield failure(error, self._function(name))
                return
            yield part

    def _parts(self, name: str, cursor: str | None, cancelled: threading.Event, size: int) -> Iterator[Part]:
        found = self._registry.source(name)
        given = {"cursor": cursor, "context": self._context(found, cursor, cancelled)}
        pages = 0
        for answer in _answers(found.function(**{parameter: given[role] for parameter, role in found.takes.items()})):
            pages += 1
            for part in parts_of(answer, size):
                for change in part.changes:
                    found.check_brings(change.type)
                yield part
        if not pages:
            raise BadValue("", "it yielded no page: yield Changes() where nothing has changed")

    def _function(self, name: str) -> Callable[..., Value] | None:
        """The function of a source, as far as it is loaded."""
        entry = self._registry.entries.get(("source", name))
        return None if entry is None or entry.loaded is None else entry.loaded.function

    def _context(self, found: Source[..., Any], cursor: str | None, cancelled: threading.Event) -> Context:
        return Context(
            idempotency_key=f"{found.name}/{cursor or ''}",
            cancelled=cancelled,
            now=_BEGINNING + self._now() * _MICROSECOND,
            settings=self._registry.settings_of(found),
            folder=self._registry.project.folder,
            log=logger_of(found, "", ""),
        )


def _answers(result: Value) -> Iterator[Value]:
    """What a source has answered: one page, or those that it yields, from an event loop of its own if it is async."""
    if isinstance(result, AsyncIterator):
        with asyncio.Runner() as runner:
            while (answer := runner.run(_awaited(anext(result, _OVER)))) is not _OVER:
                yield answer
    elif isinstance(result, Awaitable):
        with asyncio.Runner() as runner:
            yield runner.run(_awaited(result))
    elif isinstance(result, Iterator):
        yield from result
    else:
        yield result


async def _awaited(answer: Awaitable[Value]) -> Value:
    return await answer
