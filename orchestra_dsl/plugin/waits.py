"""What is waited for of plugins' code now, and the thread that says of what does not come back that it is."""

import logging
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import attrs

from orchestra_dsl.plugin.origin import Origin, in_brackets

PATIENCE = 5.0
"""Seconds until it is said for the first time."""

_MOMENT = 1.0

_log = logging.getLogger("orchestra.plugins")


@attrs.define(eq=False)
class Wait:
    """What a thread waits for, since when, and when it is said next; `doing` goes on after "the plugin … is"."""

    thread: int
    origin: Origin
    doing: str
    since: float
    due: float

    def tell(self) -> None:
        """Say that it is still waited for; the first time also what to do."""
        origin, seconds = self.origin, time.monotonic() - self.since
        about = f" It is {origin.about}." if origin.about else ""
        mend = f"{about} Ctrl-C ends the command; then have nothing waited for there, or {origin.way_out}."
        first = self.due == self.since + PATIENCE
        _log.warning(
            "The plugin %s is still %s after %.0f seconds%s.%s",
            origin.plugin,
            self.doing,
            seconds,
            in_brackets(self.place()),
            mend if first else "",
        )
        self.due += seconds

    def words(self, verb: str = "was") -> str:
        """What it is, as a part of a sentence."""
        return f"the plugin {self.origin.plugin} {verb} {self.doing}{in_brackets(self.place())}"

    def place(self) -> str | None:
        """The line of the plugin's code that is at work."""
        frame = sys._current_frames().get(self.thread)  # noqa: SLF001 - documented, for just this
        return None if frame is None else self.origin.place(traceback.walk_stack(frame))


waits: dict[int, Wait] = {}
"""What is waited for, by the thread that does."""


def begun(origin: Origin, doing: str) -> Wait:
    """What this thread waits for from now on."""
    now = time.monotonic()
    return Wait(threading.get_ident(), origin, doing, now, now + PATIENCE)


def kept_long() -> list[str]:
    """What has been waited for longer than a moment, each as a part of a sentence."""
    late = time.monotonic() - _MOMENT
    return [each.words("was still") for each in longest() if each.since <= late]


def longest() -> list[Wait]:
    """What is waited for, longest first, and once where several threads wait for the same."""
    found: dict[tuple[str, str], Wait] = {}
    for each in sorted(waits.values(), key=lambda each: each.since):
        found.setdefault((each.origin.plugin, each.doing), each)
    return list(found.values())


class _Watch:
    """A thread that looks at what is waited for, as long as somebody wants it.

    It ends some time after nobody does any more: who soon wants it again need not start another.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._wanted = 0
        self._looks = False

    def want(self, count: int) -> None:
        """One more, or one less, wants it."""
        with self._guard:
            self._wanted += count
            begins = self._wanted > 0 and not self._looks
            self._looks = self._looks or begins
        if begins:
            threading.Thread(target=self._look, name="orchestra-plugins", daemon=True).start()

    def _look(self) -> None:
        while self._goes_on():
            time.sleep(max(0.0, min([PATIENCE, *(each.due - time.monotonic() for each in longest())])))
            for each in longest():
                if each.due <= time.monotonic():
                    each.tell()

    def _goes_on(self) -> bool:
        with self._guard:
            self._looks = self._wanted > 0
            return self._looks


_watch = _Watch()


@contextmanager
def watched() -> Iterator[None]:
    """Let one thread look after all that is waited for in the block."""
    _watch.want(1)
    try:
        yield
    finally:
        _watch.want(-1)
