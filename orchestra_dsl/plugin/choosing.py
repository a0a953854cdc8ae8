"""Having an allocation policy choose in a test, as the engine does it where a work item opens."""

from collections.abc import Mapping

import attrs

from orchestra_dsl.plugin.invocation import PLUGIN_ERROR, Failed, failure
from orchestra_dsl.plugin.principals import User
from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.registry import Registry


@attrs.frozen
class GivenCandidate:
    """Somebody who can be chosen, and what the test says of them. See `Candidate`."""

    user: str
    open: int = 0
    turn: int = 0
    last: int | None = None


def choice(registry: Registry, policy: str, candidates: Mapping[str, Mapping[str, int]]) -> User | Failed | None:
    """Whom the policy chooses; why it has failed, if it has. Raises Unavailable for one that nobody supplies."""
    found = registry.policy(policy)
    given = [GivenCandidate(User(name).principal, **about) for name, about in candidates.items()]
    try:
        chosen = found.choose(tuple(sorted(given, key=lambda each: each.user)))
    except BadPlugin as error:
        return failure(error)
    if chosen is not None and chosen not in {each.user for each in given}:
        return Failed(PLUGIN_ERROR, f"the policy has chosen {chosen}, who is none of those to choose from")
    return None if chosen is None else User(chosen)
