"""Who acts, and through which door: a part of every event that people cause."""

from msgspec import Struct


class Acting(Struct, frozen=True):
    """`user` acts (a principal such as `user:ann`; None for the engine itself), through `door`.

    `administrator` tells that the door has found the user allowed to act for others.
    """

    user: str | None = None
    door: str | None = None
    administrator: bool = False


ENGINE = Acting()
"""The engine itself: it delivers answers and timers."""
