"""What a Context needs of the program of a run."""

from collections.abc import Callable
from typing import Any, Protocol

from orchestra_dsl.graph.calendar import Calendar
from orchestra_dsl.interpreter.state import Message


class Converters(Protocol):
    """Values from their stored forms; formulas and predicates as functions."""

    calendar: Calendar | None
    """The calendar that the orchestration uses."""

    def decode_parameters(self, stored: tuple[Any, ...]) -> tuple[Any, ...]:
        """The orchestration's arguments as values."""

    def decode_variable(self, index: int, stored: Any) -> Any:
        """The value of a `var`."""

    def decode_instance(self, element: int, stored: dict[str, Any] | None) -> Any:
        """The outputs of one instance of a step as values."""

    def decode_outputs(self, element: int, stored: dict[str, Any] | None) -> Any:
        """The outputs of a step as values; of a `for each` a list."""

    def decode_item(self, element: int, stored: Any) -> Any:
        """The value of an item of a `for each`."""

    def decode_record(self, type_: str, stored: dict[str, Any]) -> dict[str, Any]:
        """The fields of a record as values."""

    def decode_original(self, parameter: int, stored: dict[str, Any]) -> dict[str, Any]:
        """What is kept of the record of a parameter, as values."""

    def decode_message(self, message: Message) -> dict[str, Any]:
        """The fields of a message from outside as values."""

    def let(self, index: int, *, traced: bool) -> Callable[..., Any]:
        """The function of a `let`."""

    def inline(self, index: int, *, traced: bool) -> Callable[..., Any]:
        """The function of a predicate written in place."""
