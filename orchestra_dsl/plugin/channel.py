"""Notification channels: ways to tell somebody something.

    @channel("pager")
    def pager(notification: Notification, context: Context) -> None:
        ...

A channel is a plain function, and is called on a thread where it may wait.
"""

import inspect
from collections.abc import Callable
from functools import cached_property
from typing import ClassVar

from orchestra_dsl.plugin.context import Context, Notification
from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.shape import hints_of
from orchestra_dsl.plugin.supplied import P, R, Supplied, SuppliedKind, check_name


class Channel(Supplied[P, R]):
    """A channel under its name, which `via` names."""

    kind: ClassVar[SuppliedKind] = "channel"

    def _read(self) -> None:
        if inspect.iscoroutinefunction(self.function):
            raise BadPlugin("it is async", "A channel is a plain function: take the `async` out.")
        hints = hints_of(self.function)
        taken = [hints.get(name) for name in inspect.signature(self.function).parameters]
        if taken.count(Notification) != 1 or any(each not in (Notification, Context) for each in taken):
            raise BadPlugin(
                "it does not take a Notification",
                "Write `def tell(notification: Notification) -> None`, with `context: Context` if it is needed.",
            )

    @cached_property
    def takes_notification(self) -> str:
        """The name of the parameter that takes the notification."""
        return next(name for name, hint in hints_of(self.function).items() if hint is Notification)

    @cached_property
    def takes_context(self) -> str | None:
        """The name of the parameter that takes the context, if there is one."""
        return next((name for name, hint in hints_of(self.function).items() if hint is Context), None)


def channel(name: str) -> Callable[[Callable[P, R]], Channel[P, R]]:
    """Make the function below a channel that is called `name`."""
    check_name("channel", name)
    return lambda function: Channel(name, function)
