"""A directory of people that answers only when a test lets it."""

import threading

from orchestra_dsl.plugin.people import People
from tests.patience import PATIENCE
from tests.runtime.world import PEOPLE


class Slow(People):
    """A directory that answers when it is let."""

    def __init__(self) -> None:
        super().__init__(PEOPLE)
        self.let = threading.Event()
        self.fails: Exception | None = None
        self.asked: list[str] = []

    def known(self, principal: str) -> bool:
        """Wait, then answer."""
        self.asked.append(principal)
        assert self.let.wait(PATIENCE)
        if self.fails is not None:
            raise self.fails
        return super().known(principal)
