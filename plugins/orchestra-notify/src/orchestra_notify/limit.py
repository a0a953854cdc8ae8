"""An overall limit on the time that something takes, however it spends it: many short waits are none too."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Generic, TypeVar

T = TypeVar("T")
MOST_HANGING = 8
"""How many calls that were given up may still hang before there are no further ones."""


def not_within(name: str, seconds: float) -> TimeoutError:
    """What is raised when the time of a message is up."""
    return TimeoutError(f"{name} has not taken a message within {seconds:.3g} seconds")


class Limit:
    """The limit on calls of one server: each is made on a thread of its own, which nobody waits for in the end."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._turn = threading.Lock()
        self._hanging = 0

    def call(self, seconds: float, work: Callable[[], T], stop: Callable[[], object]) -> T:
        """Do the work. Raises TimeoutError once its time is up, after telling it to `stop`, and what it raises."""
        if self._hanging >= MOST_HANGING:
            raise TimeoutError(f"{self._name} has not come back from {self._hanging} messages")
        call = _Call(work, self._ended)
        threading.Thread(target=call.carry_out, name="orchestra-notify", daemon=True).start()
        try:
            return call.done.result(seconds)
        except TimeoutError as error:
            with self._turn:
                call.given_up = not call.done.done()
                self._hanging += call.given_up
            if not call.given_up:
                return call.done.result()
            stop()
            raise not_within(self._name, seconds) from error

    def _ended(self, call: "_Call[T]", say: Callable[[], None]) -> None:
        with self._turn:
            self._hanging -= call.given_up
            say()


class _Call(Generic[T]):
    """One call, and whether it was given up."""

    def __init__(self, work: Callable[[], T], ended: "Callable[[_Call[T], Callable[[], None]], None]") -> None:
        self.done = Future[T]()
        self.given_up = False
        self._work = work
        self._ended = ended

    def carry_out(self) -> None:
        """Do the work, and say what came of it."""
        try:
            result = self._work()
        except BaseException as error:  # noqa: BLE001 - whoever waits gets it
            self._ended(self, partial(self.done.set_exception, error))
        else:
            self._ended(self, partial(self.done.set_result, result))
