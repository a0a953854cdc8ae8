"""Observers of runs: told of everything that has happened, after it is on the disk.

    @observer("audit")
    def audit(seen: Observation) -> None:
        print(seen.run, seen.element, seen.what)

A worker tells each observer on a thread of its own, in the order in which it happened, **at least once**: after a crash
or a failure it is told again, under the same `key`. How far it has come is kept in the store. It may be slow: nothing
waits for it, and what it has not been told waits in the store. A new observer begins with what happens from then on.
"""

import inspect
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

import attrs

from orchestra_dsl.plugin.context import Context
from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.shape import hints_of
from orchestra_dsl.plugin.supplied import P, R, Supplied, SuppliedKind, check_name


@attrs.frozen(kw_only=True)
class Observation:
    """One thing that has happened to a run, as `orchestra runs history` has it.

    `sequence` is the number of the event in the run's history, `number` that of this among all that the event led to,
    from 0. `what` is a word such as `started` or `completed`, `element` the dotted name of what it happened to, None
    for the run itself. `actor` is who caused it (`user:ann`), None for the engine. `detail` are its particulars, in
    stored form.
    """

    run: str
    orchestration: str
    sequence: int
    number: int
    at: datetime
    what: str
    element: str | None = None
    actor: str | None = None
    detail: Mapping[str, Any] = attrs.field(factory=dict)

    @property
    def key(self) -> str:
        """The same whenever the observer is told of this again."""
        return f"{self.run}/{self.sequence}/{self.number}"


class Observer(Supplied[P, R]):
    """An observer under its name, by which the store knows how far it has come."""

    kind: ClassVar[SuppliedKind] = "observer"

    def _read(self) -> None:
        if inspect.iscoroutinefunction(self.function):
            raise BadPlugin(
                "it is async", "An observer is a plain function, on a thread of its own: take the `async` out."
            )
        taken = [hints_of(self.function).get(name) for name in inspect.signature(self.function).parameters]
        if taken.count(Observation) != 1 or any(each not in (Observation, Context) for each in taken):
            hint = "Write `def observe(seen: Observation) -> None`, with `context: Context` if it is needed."
            raise BadPlugin("it does not take an Observation", hint)

    @cached_property
    def takes(self) -> dict[str, type]:
        """Its parameters: which takes the observation, and which the context, if one does."""
        hints = hints_of(self.function)
        return {name: hints[name] for name in inspect.signature(self.function).parameters}


def observer(name: str) -> Callable[[Callable[P, R]], Observer[P, R]]:
    """Make the function below an observer of runs that is called `name`."""
    check_name("observer", name)
    return lambda function: Observer(name, function)
