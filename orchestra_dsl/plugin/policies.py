"""The allocation policies that the product itself supplies, through the same hook as any guest."""

from collections.abc import Sequence
from typing import Any

from orchestra_dsl.plugin.hookspecs import Supply, hookimpl
from orchestra_dsl.plugin.policy import AllocationPolicy, Candidate, policy


@policy("offer_to_all")
def offer_to_all(_candidates: Sequence[Candidate]) -> str | None:
    """Choose nobody: whoever comes first has it."""
    return None


@policy("round_robin")
def round_robin(candidates: Sequence[Candidate]) -> str | None:
    """Choose the next by name after the one who was chosen last, and begin again behind the last name."""
    newest = max(candidates, key=lambda each: each.turn)
    after = [each for each in candidates if newest.turn and each.user > newest.user]
    return (after or candidates)[0].user


@policy("least_recently_used")
def least_recently_used(candidates: Sequence[Candidate]) -> str | None:
    """Choose whose last turn lies longest back; who has had none comes first."""
    return min(candidates, key=lambda each: each.turn).user


@policy("shortest_queue")
def shortest_queue(candidates: Sequence[Candidate]) -> str | None:
    """Choose who has the fewest work items open, of several the one whose last turn lies longest back."""
    return min(candidates, key=lambda each: (each.open, each.turn)).user


class Policies:
    """The plugin of these policies."""

    @hookimpl
    def orchestra_policies(self) -> Supply[AllocationPolicy[..., Any]]:
        """Supply them."""
        return [offer_to_all, round_robin, least_recently_used, shortest_queue]
