"""What a worker needs from outside: flows, predicates and record sources to call, channels to tell people, observers.

The plugin layer's `Calls` is one as it is. It is apart from ports.py, because who only looks at a store, or acts as a
person, needs no plugins.
"""

import threading
from collections.abc import Iterator
from typing import Protocol, TypeVar

from attrs import frozen

from orchestra_dsl.plugin.calls import Request
from orchestra_dsl.plugin.changes import Part
from orchestra_dsl.plugin.invocation import Answered, CalledKind, Failed, Manner, Returned, TellAnswer
from orchestra_dsl.plugin.later import Later
from orchestra_dsl.plugin.observer import Observation

A_co = TypeVar("A_co", covariant=True)


@frozen
class PluginView:
    """An observer or a record source, and what keeps it from being told or asked, if anything does."""

    name: str
    trouble: str | None = None


class Call(Protocol[A_co]):
    """One call made ready. It answers a plain value, Failed included, and raises only when cancelled from outside."""

    @property
    def is_async(self) -> bool:
        """Whether it is to be awaited."""

    @property
    def is_isolated(self) -> bool:
        """Whether it is a sync call that takes a process of its own."""

    def run(self) -> A_co | Failed:
        """Carry out a sync call, on this thread."""

    async def run_async(self) -> A_co | Failed:
        """Carry out an async call, in this event loop."""


class Observers(Protocol):
    """Who is told of what has happened to runs. The plugin layer's `Observers` is one as it is."""

    @property
    def names(self) -> tuple[str, ...]:
        """Their names."""

    @property
    def complete(self) -> bool:
        """Whether these are all: a plugin that cannot be loaded may supply others."""

    def tell(self, name: str, seen: Observation) -> Failed | None:
        """Tell an observer, on this thread, or say why that cannot be done."""


class Sources(Protocol):
    """Where records come from. The plugin layer's `Sources` is one as it is."""

    @property
    def names(self) -> tuple[str, ...]:
        """Their names."""

    def every(self, name: str) -> int:
        """After how many microseconds a source is asked again. Raises Unavailable for one that cannot be asked."""

    def ask(self, name: str, cursor: str | None, cancelled: threading.Event, size: int) -> Iterator[Part | Failed]:
        """Ask a source, on this thread, what has changed since a cursor; in parts of this size."""


class Calls(Protocol):
    """Flows, predicates and channels.

    To make a call ready may import code and read records; it raises what reading raises.
    """

    def manner(self, kind: CalledKind, name: str) -> Manner | None:
        """How the flow or predicate is carried out; None where only making a call ready will tell. Imports nothing."""

    def flow(self, request: Request) -> Call[Returned | Later] | Failed:
        """Make a call of a flow ready, or say why it cannot be made."""

    def predicate(self, request: Request) -> Call[Answered] | Failed:
        """Make a question to a predicate ready, or say why it cannot be asked."""

    def tell(self, via: str, to: str, subject: str, text: str, *, key: str, run: str, step: str) -> TellAnswer:
        """Tell a user (`user:ann`) something through a channel, on this thread, or say why that is not done yet."""
