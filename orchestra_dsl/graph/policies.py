"""The allocation policies of the product itself: whom of several people a work item goes to.

They are plain functions of what is counted, so that scenarios have them without any plugin. Plugins supply others.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol


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


def offer_to_all(_candidates: Sequence[Candidate]) -> str | None:
    """Choose nobody: whoever comes first has it."""
    return None


def round_robin(candidates: Sequence[Candidate]) -> str | None:
    """Choose the next by name after the one who was chosen last, and begin again behind the last name."""
    newest = max(candidates, key=lambda each: each.turn)
    after = [each for each in candidates if newest.turn and each.user > newest.user]
    return (after or candidates)[0].user


def least_recently_used(candidates: Sequence[Candidate]) -> str | None:
    """Choose whose last turn lies longest back; who has had none comes first."""
    return min(candidates, key=lambda each: each.turn).user


def shortest_queue(candidates: Sequence[Candidate]) -> str | None:
    """Choose who has the fewest work items open, of several the one whose last turn lies longest back."""
    return min(candidates, key=lambda each: (each.open, each.turn)).user


BUILT_IN: Mapping[str, Callable[[Sequence[Candidate]], str | None]] = {
    each.__name__: each for each in (offer_to_all, round_robin, least_recently_used, shortest_queue)
}
"""The policies by the names under which `[allocation]` and scenarios know them."""
