"""The allocation policies that scenarios know: those of the product itself, since no plugin is loaded."""

from collections.abc import Callable, Sequence

from attrs import frozen

from orchestra_dsl.graph.policies import BUILT_IN, Candidate


@frozen
class _Policy:
    """A policy as the engine asks it."""

    choose: Callable[[Sequence[Candidate]], str | None]


def policy_named(name: str) -> _Policy:
    """The policy of this name; the checker has seen that there is one."""
    return _Policy(BUILT_IN[name])
