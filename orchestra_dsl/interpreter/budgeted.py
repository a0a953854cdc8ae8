"""What generated functions do with lists and texts, within the budget of one evaluation (language.md, section 2)."""

from collections.abc import Callable
from typing import Any

from orchestra_dsl.graph.values import DECIMALS
from orchestra_dsl.interpreter.expressions.arithmetic import checked
from orchestra_dsl.interpreter.expressions.errors import EvaluationError

BUDGET = 1_000_000
"""How many elements one evaluation may visit (language.md, section 2)."""

LONGEST_TEXT = 256 * 1024
CHARACTERS = 64
"""How many characters of a text that is searched or made count as one element."""


class Budgeted:
    """Lists and texts. `budget` is how many elements the evaluation may still visit."""

    __slots__ = ()

    budget: int

    def charge(self, visits: int) -> None:
        """Take what is about to be visited from the budget."""
        self.budget -= visits  # type: ignore[misc]  # it is a field of Context, which is made of it
        if self.budget < 0:
            raise EvaluationError("Budget", f"the evaluation visits more than {BUDGET:,} elements")

    def at(self, items: list[Any], index: int) -> Any:
        """The item at a position from 0; missing when there is none."""
        return items[index] if 0 <= index < len(items) else None

    def contains(self, items: Any, item: Any) -> bool:
        """`item in items`, for lists and for texts."""
        if isinstance(items, str):
            self.charge(len(items) // CHARACTERS)
            return item in items
        self.charge(len(items))
        return any(self.equal(each, item) for each in items)

    def equal(self, first: Any, second: Any) -> bool:
        """Equality of any two values, charged for what it visits."""
        self.charge(1)
        if isinstance(first, list) and isinstance(second, list):
            return len(first) == len(second) and all(map(self.equal, first, second))
        if isinstance(first, dict) and isinstance(second, dict):
            return first.keys() == second.keys() and all(self.equal(first[name], second[name]) for name in first)
        return bool(first == second) and isinstance(first, bool) == isinstance(second, bool)

    def fold_any(self, items: list[Any], body: Callable[[Any], bool]) -> bool:
        """`any(list, x => …)`."""
        self.charge(len(items))
        return any(map(body, items))

    def fold_all(self, items: list[Any], body: Callable[[Any], bool]) -> bool:
        """`all(list, x => …)`."""
        self.charge(len(items))
        return all(map(body, items))

    def fold_count(self, items: list[Any], body: Callable[[Any], bool]) -> int:
        """`count(list, x => …)`."""
        self.charge(len(items))
        return sum(map(body, items))

    def fold_sum(self, items: list[Any], body: Callable[[Any], Any], zero: Any) -> Any:
        """`sum(list, x => …)`, exact, of integers, durations or decimals."""
        self.charge(len(items))
        if isinstance(zero, int):
            return checked(sum(map(body, items)))
        for item in items:
            zero = DECIMALS.add(zero, body(item))
        return zero

    def fold_min(self, items: list[Any], body: Callable[[Any], Any]) -> Any:
        """`min(list, x => …)`: the smallest value; missing for an empty list."""
        self.charge(len(items))
        return min(map(body, items), default=None)

    def fold_max(self, items: list[Any], body: Callable[[Any], Any]) -> Any:
        """`max(list, x => …)`: the largest value; missing for an empty list."""
        self.charge(len(items))
        return max(map(body, items), default=None)

    def fold_filter(self, items: list[Any], body: Callable[[Any], bool]) -> list[Any]:
        """`filter(list, x => …)`."""
        self.charge(len(items))
        return [item for item in items if body(item)]

    def fold_map(self, items: list[Any], body: Callable[[Any], Any]) -> list[Any]:
        """`map(list, x => …)`."""
        self.charge(len(items))
        return [body(item) for item in items]

    def concat(self, first: str, second: str) -> str:
        """`first + second` of two texts."""
        return self.joined((first, second))

    def joined(self, parts: tuple[str | None, ...]) -> str:
        """The parts of an interpolation as one text; a missing part is empty."""
        size = sum(len(part) for part in parts if part)
        if size > LONGEST_TEXT:
            raise EvaluationError("TooLarge", f"a text grew over {LONGEST_TEXT:,} characters")
        self.charge(size // CHARACTERS)
        return "".join(part for part in parts if part)
