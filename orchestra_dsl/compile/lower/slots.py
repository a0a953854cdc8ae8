"""Numbers for the names that lambdas and predicates in place bind; unique in a graph."""

from orchestra_dsl.syntax import nodes as n


class Slots:
    """Hands out the numbers, in the order in which they are asked for."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._next = 0

    def new(self) -> int:
        """Return a number that nothing else has."""
        self._next += 1
        return self._next - 1

    def of(self, declaration: n.Lambda | n.Parameter) -> int:
        """Return the number of a declared name."""
        if id(declaration) not in self._numbers:
            self._numbers[id(declaration)] = self.new()
        return self._numbers[id(declaration)]
