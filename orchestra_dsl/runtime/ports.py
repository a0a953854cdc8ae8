"""What the runtime needs from outside, kept narrow. The plugin layer's own objects fit each of these as they are."""

from collections.abc import Collection, Sequence
from typing import Protocol, TypeVar

from orchestra_dsl.plugin.calls import Request
from orchestra_dsl.plugin.invocation import Answered, Failed, Returned

A_co = TypeVar("A_co", covariant=True)


class Directory(Protocol):
    """Who exists, who belongs where, who manages whom. Asked from any thread; may raise, and is then asked again."""

    def known(self, principal: str) -> bool:
        """Whether there is such a user (who is active), group or queue."""

    def member(self, user: str, principal: str) -> bool:
        """Whether the user belongs to the group or queue, or is the user named."""

    def someone(self, principal: str, excluded: Collection[str]) -> bool:
        """Whether the group or queue has a member, or is a user, not among `excluded`."""

    def members(self, principal: str) -> Sequence[str]:
        """The users of a group or queue, sorted; of a user the user."""

    def manager(self, user: str) -> str | None:
        """The user's manager."""


class Call(Protocol[A_co]):
    """One call made ready. It answers a plain value, Failed included, and raises only when cancelled from outside."""

    @property
    def is_async(self) -> bool:
        """Whether it is to be awaited."""

    def run(self) -> A_co | Failed:
        """Carry out a sync call, on this thread."""

    async def run_async(self) -> A_co | Failed:
        """Carry out an async call, in this event loop."""


class Calls(Protocol):
    """Flows and predicates. To make a call ready may import code and read records; it raises what reading raises."""

    def flow(self, request: Request) -> Call[Returned] | Failed:
        """Make a call of a flow ready, or say why it cannot be made."""

    def predicate(self, request: Request) -> Call[Answered] | Failed:
        """Make a question to a predicate ready, or say why it cannot be asked."""
