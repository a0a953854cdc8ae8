"""What an evaluation can meet: an error of the element that evaluates, or an answer that is still to come."""

from typing import Any


class EvaluationError(Exception):
    """An evaluation that has no value. `code` is the error's name for `on error "…"`.

    The codes are DivisionByZero, Overflow, Budget, TooLarge, MissingValue, BadValue, RecordGone,
    UnknownZone, NoWorkingTime and BadDuration.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class PendingAnswer(Exception):
    """Not an error: a plugin's predicate must be asked first, and the evaluation begins anew with its answer."""

    def __init__(self, predicate: str, arguments: tuple[Any, ...]) -> None:
        super().__init__(predicate)
        self.predicate = predicate
        self.arguments = arguments
