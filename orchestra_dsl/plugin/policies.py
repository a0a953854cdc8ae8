"""The allocation policies of the product itself (`graph/policies.py`), supplied by the hook that guests use."""

from typing import Any

from orchestra_dsl.graph.policies import BUILT_IN
from orchestra_dsl.plugin.hookspecs import Supply, hookimpl
from orchestra_dsl.plugin.policy import AllocationPolicy, policy


class Policies:
    """The plugin of these policies."""

    @hookimpl
    def orchestra_policies(self) -> Supply[AllocationPolicy[..., Any]]:
        """Supply them."""
        return [policy(name)(choose) for name, choose in BUILT_IN.items()]
