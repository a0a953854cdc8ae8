"""Allocation policies: whom of several people a work item is for.

    @policy("by_experience")
    def by_experience(candidates: Sequence[Candidate]) -> str | None:
        return max(candidates, key=lambda each: each.turn).user

It is asked when an item opens, within the transaction that opens it: it decides on what it is given, and neither waits
nor asks anybody. None offers the item to all.
"""

import inspect
from collections.abc import Callable, Sequence
from typing import ClassVar

from orchestra_dsl.graph.policies import Candidate
from orchestra_dsl.plugin.local import guarded
from orchestra_dsl.plugin.masking import shortened
from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.supplied import P, R, Supplied, SuppliedKind, check_name


class AllocationPolicy(Supplied[P, R]):
    """A policy under its name, which `[allocation]` in `orchestra.toml` names."""

    kind: ClassVar[SuppliedKind] = "policy"

    def choose(self, candidates: Sequence[Candidate]) -> str | None:
        """Whom it chooses. Raises BadPlugin for what the function raises, and for what is no name."""
        choose: Callable[[Sequence[Candidate]], object] = self.function  # type: ignore[assignment]  # _read has looked
        chosen = guarded(f"the policy {self.name} failed", lambda: choose(candidates))
        if chosen is not None and not isinstance(chosen, str):
            raise BadPlugin(
                f"the policy {self.name} answers {shortened(chosen)}", "Answer the `user` of a candidate, or None."
            )
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
