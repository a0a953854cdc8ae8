"""What evaluating an expression can meet besides a value."""

from typing import Any


class Failed(Exception):
    """An error, by the name that `on error "…"` takes."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Unanswered(Exception):
    """A plugin's predicate has to be asked first, with these arguments in their stored form (rule 9).

    `about` are the records among them, by type and id.
    """

    def __init__(self, question: tuple[str, tuple[Any, ...]], about: frozenset[tuple[str, str]]) -> None:
        super().__init__(question)
        self.question = question
        self.about = about
