"""Allocation policies: whom of several people a work item is for.

    @policy("by_experience")
    def by_experience(candidates: Sequence[Candidate]) -> str | None:
        return max(candidates, key=lambda each: each.turn).user

It is asked when an item opens, within the transaction that opens it: it decides on what it is given, and neither waits
nor asks anybody. None offers the item to all.
"""

import inspect
from collections.abc import Callable, Sequence
from typing import ClassVar, Protocol

from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.supplied import P, R, Supplied, SuppliedKind, check_name


class Candidate(Protocol):
    """Somebody who can be chosen, as `user:ann`, and what is known of them.

    `open` is how many work items they have now, offered to them alone or claimed. `turn` is the number of the last
    choice among these people that fell on them, 0 where none has; `last` is its instant in microseconds since 1970.
    """

    @property
    def user(self) -> str:
        """Who it is."""

    @property
    def open(self) -> int:
        """How much they have to do."""

    @property
    def turn(self) -> int:
        """When it was their turn."""

    @property
    def last(self) -> int | None:
        """The instant of it."""


class AllocationPolicy(Supplied[P, R]):
    """A policy under its name, which `[allocation]` in `orchestra.toml` names."""

    kind: ClassVar[SuppliedKind] = "policy"

    def choose(self, candidates: Sequence[Candidate]) -> str | None:
        """Whom it chooses. Raises what the function raises, and BadPlugin for what is no name."""
        choose: Callable[[Sequence[Candidate]], object] = self.function  # type: ignore[assignment]  # _read has looked
        chosen = choose(candidates)
        if chosen is not None and not isinstance(chosen, str):
            raise BadPlugin(f"the policy {self.name} answers {chosen!r}", "Answer the `user` of a candidate, or None.")
        return chosen

    def _read(self) -> None:
        if inspect.iscoroutinefunction(self.function):
            raise BadPlugin("it is async", "A policy is a plain function: take the `async` out.")
        if len(inspect.signature(self.function).parameters) != 1:
            raise BadPlugin("it does not take the candidates alone", "Write `def choose(candidates) -> str | None`.")


def policy(name: str) -> Callable[[Callable[P, R]], AllocationPolicy[P, R]]:
    """Make the function below an allocation policy that is called `name`."""
    check_name("policy", name)
    return lambda function: AllocationPolicy(name, function)
