"""Fetching facts that only others know, on threads of their own, so that a slow directory holds nobody up."""

import logging
from collections.abc import Callable, Collection
from typing import Any

from attrs import frozen

from orchestra_dsl.interpreter.commit import FactKey
from orchestra_dsl.runtime.applying.facts import Facts, ask, ask_one
from orchestra_dsl.runtime.errors import FactsUnavailable, directory_failed
from orchestra_dsl.runtime.ports import AtHand, Directory
from orchestra_dsl.runtime.threads.pool import Job, Pool

THREADS = 8
_log = logging.getLogger("orchestra.runtime")


@frozen
class Fetching:
    """A question that has been asked on a thread of its own."""

    pool: Pool
    job: Job

    def give_up(self) -> None:
        """Its thread is replaced, so that a directory that hangs cannot use up all of them."""
        self.pool.abandon(self.job)

    def unanswered(self, seconds: float) -> str:
        """That there has been no answer for so long, and which plugin is asked, where it is one that is."""
        from orchestra_dsl.plugin.waits import waits  # noqa: PLC0415 - loaded where a plugin is asked, and else not

        code = None if self.job.thread is None else waits.get(self.job.thread)
        whose = "" if code is None else f": {code.words('is')}"
        return f"the directory of people has not answered for {seconds:.0f} seconds{whose}"


class Outside:
    """The world outside that knows facts: the directory of people, and who administers the project."""

    def __init__(self, directory: Directory, administrators: Collection[str] = ()) -> None:
        self._directory = directory
        self._at_hand = directory if isinstance(directory, AtHand) else None  # asked once: it takes its time
        self._known: Facts = {("administrators",): list(administrators)}
        self._pool = Pool("orchestra-facts", THREADS)

    def at_once(self, key: FactKey) -> Any:
        """The answer to a question for which nobody has to wait. Raises LookupError where it cannot be had so."""
        if key in self._known:
            return self._known[key]
        if self._at_hand is not None and self._at_hand.at_hand:
            return ask_one(self._directory, key)
        raise LookupError(key)

    def fetch(self, keys: tuple[FactKey, ...], done: Callable[[Facts | FactsUnavailable], None]) -> Fetching:
        """Ask; `done` gets the answers, or why there are none, on another thread."""
        return Fetching(self._pool, self._pool.submit(lambda: done(self.ask(keys))))

    def ask(self, keys: tuple[FactKey, ...]) -> Facts | FactsUnavailable:
        """The answers, or why there are none, on this thread."""
        try:
            answers = ask(self._directory, [key for key in keys if key not in self._known])
            return answers | {key: self._known[key] for key in keys if key in self._known}
        except Exception as error:  # noqa: BLE001 - whoever asked is told
            _log.debug("the directory of people failed", exc_info=error)
            unavailable = directory_failed(error)
            unavailable.__cause__ = error
            return unavailable

    def close(self) -> None:
        """Ask nothing more."""
        self._pool.close()
