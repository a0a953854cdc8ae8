"""The predicates written in place that an orchestration uses, numbered in the order of their first use."""

from orchestra_dsl.compile.lower.slots import Slots
from orchestra_dsl.syntax import nodes as n


class Predicates:
    """Numbers them; what is used inside one comes after it, so the bodies are lowered by going through `used`."""

    def __init__(self, slots: Slots) -> None:
        self._slots = slots
        self._numbers: dict[int, int] = {}
        self.used: list[n.Predicate] = []

    def index(self, predicate: n.Predicate) -> int:
        """Return the number of a predicate."""
        if id(predicate) not in self._numbers:
            self._numbers[id(predicate)] = len(self.used)
            self.used.append(predicate)
        return self._numbers[id(predicate)]

    def slots(self, predicate: n.Predicate) -> tuple[int, ...]:
        """Return the numbers of its parameters."""
        return tuple(self._slots.of(parameter) for parameter in predicate.parameters)
