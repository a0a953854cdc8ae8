"""A system outside for the tests of record sources: it answers what a test says, and knows when it was asked."""

import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from orchestra_dsl.plugin import Changes, Context, source

SECOND = 1_000_000
OFTEN = timedelta(milliseconds=5)


def case(id_: str, **fields: Any) -> tuple[str, Mapping[str, Any]]:
    """A case as a source brings it."""
    return "Case", {"id": id_, "status": "New", "amount": 1, **fields}


class Outside:
    """It answers what `answer` says to a cursor; `asked` are the cursors, `contexts` what came with them."""

    def __init__(self, answer: Callable[[str | None], Any], name: str = "crm", every: timedelta = OFTEN) -> None:
        self.asked: list[str | None] = []
        self.contexts: list[Context] = []
        self.answer = answer
        self._function = source(name, every=every)(self._ask)

    def _ask(self, cursor: str | None, context: Context) -> Changes:
        self.asked.append(cursor)
        self.contexts.append(context)
        answer: Changes = self.answer(cursor)
        return answer

    @property
    def plugin(self) -> SimpleNamespace:
        """The plugin that supplies it."""
        return SimpleNamespace(asked=self._function)


def pages(*answers: Changes) -> Callable[[str | None], Changes]:
    """Answer one page after the other, to the cursors None, 1, 2 and so on; after the last one nothing is new."""

    def answer(cursor: str | None) -> Changes:
        place = int(cursor or 0)
        return answers[place] if place < len(answers) else Changes()

    return answer


def once(*records: Any, deleted: Iterable[Any] = ()) -> Callable[[str | None], Changes]:
    """Answer these, and then nothing more."""
    return pages(Changes(records=records, deleted=deleted, cursor="1"))


def hanging(until: threading.Event) -> Callable[[str | None], Changes]:
    """Do not come back before this happens, or the test has ended long ago."""

    def answer(_: str | None) -> Changes:
        until.wait(60)
        return Changes(records=[case("late")], cursor="late")

    return answer
