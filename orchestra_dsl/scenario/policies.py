"""The allocation policies that scenarios know: those of the product itself, since no plugin is loaded."""

from typing import Any

from orchestra_dsl.plugin.policies import least_recently_used, offer_to_all, round_robin, shortest_queue
from orchestra_dsl.plugin.policy import AllocationPolicy

POLICIES = {each.name: each for each in (offer_to_all, round_robin, least_recently_used, shortest_queue)}


def policy_named(name: str) -> AllocationPolicy[..., Any]:
    """The policy of this name; the checker has seen that there is one."""
    return POLICIES[name]
