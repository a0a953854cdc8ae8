"""Saying which plugin is waited for, where its code does not come back: while it is imported, or asked a hook.

Nothing can end such code but the end of the process. So it is logged which plugin it is, and at which line, after some
seconds and then whenever twice as much time has passed; and Ctrl-C says it too.
"""

import logging
import sys
import threading
import time
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Self

import attrs

from orchestra_dsl.plugin.problems import show_place

PATIENCE = 5.0
"""Seconds until it is said for the first time."""
IMPORTED = "being imported"

_log = logging.getLogger("orchestra.plugins")


class Interrupted(KeyboardInterrupt):
    """Ctrl-C while a plugin's code was waited for; its text is a sentence that says so."""


@attrs.frozen
class Origin:
    """Whose code it is: the plugin, the module or package that its lines are in, and where that comes from.

    `way_out` says how to do without it.
    """

    plugin: str
    module: str = ""
    about: str = ""
    way_out: str = "take the plugin out"

    @classmethod
    def named(cls, plugin: str, target: str) -> Self:
        """That of `module:attribute`, which a plugin names."""
        return cls(plugin, target.partition(":")[0], target)

    def place(self, frames: Iterable[tuple[FrameType, int]]) -> str:
        """The innermost line of its own, as it stands in a sentence."""
        package = self.module.partition(".")[0]
        for frame, line in frames:
            if package and str(frame.f_globals.get("__name__")).partition(".")[0] == package:
                return f" ({show_place(frame.f_code.co_filename, line)})"
        return ""


def interrupted(origin: Origin, doing: str, error: KeyboardInterrupt) -> Interrupted:
    """What Ctrl-C says."""
    place = origin.place(reversed(list(traceback.walk_tb(error.__traceback__))))
    return Interrupted(f"Interrupted while the plugin {origin.plugin} was {doing}{place}.")


@attrs.define(eq=False)
class _Awaited:
    """What a thread waits for."""

    origin: Origin
    doing: str
    since: float
    due: float

    def tell(self, thread: int) -> None:
        """Say that it is still waited for; the first time also what to do."""
        origin, seconds = self.origin, time.monotonic() - self.since
        frame = sys._current_frames().get(thread)  # noqa: SLF001 - documented, for just this
        place = "" if frame is None else origin.place(traceback.walk_stack(frame))
        about = f" It is {origin.about}." if origin.about else ""
        mend = f"{about} Ctrl-C ends the command; then have nothing waited for there, or {origin.way_out}."
        first = self.due == self.since + PATIENCE
        _log.warning(
            "The plugin %s is still %s after %.0f seconds%s.%s",
            origin.plugin,
            self.doing,
            seconds,
            place,
            mend if first else "",
        )
        self.due += seconds


def _begun(origin: Origin, doing: str) -> _Awaited:
    now = time.monotonic()
    return _Awaited(origin, doing, now, now + PATIENCE)


_now: dict[int, _Awaited] = {}
"""What is waited for, by the thread that does."""


@contextmanager
def awaited(origin: Origin, doing: str = IMPORTED) -> Iterator[None]:
    """Wait for a plugin's code, in the block. Raises Interrupted for Ctrl-C."""
    thread, code = threading.get_ident(), _begun(origin, doing)
    outer = _now.get(thread)
    with watched():
        _now[thread] = code
        try:
            yield
        except Interrupted:
            raise
        except KeyboardInterrupt as error:
            if threading.current_thread() is not threading.main_thread():
                raise  # Ctrl-C comes to the main thread alone: this one is raised by the plugin itself
            raise interrupted(origin, doing, error) from error
        finally:
            if outer is None:
                del _now[thread]
            else:
                _now[thread] = outer


def awaits_here() -> bool:
    """Whether this thread is in a plugin's code: nothing of ours is half-way in it."""
    return threading.get_ident() in _now


class _Watch:
    """A thread that looks at what is waited for, as long as somebody wants it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._wanted = 0
        self._over = threading.Event()

    def want(self, count: int) -> None:
        """One more, or one less, wants it."""
        with self._guard:
            before, self._wanted = self._wanted, self._wanted + count
            if not before:
                self._over = threading.Event()
                look = threading.Thread(target=_look, args=(self._over,), name="orchestra-plugins", daemon=True)
                look.start()
            elif not self._wanted:
                self._over.set()


_watch = _Watch()


@contextmanager
def watched() -> Iterator[None]:
    """Let one thread look after all that is waited for in the block: each start of one costs time."""
    _watch.want(1)
    try:
        yield
    finally:
        _watch.want(-1)


def _look(over: threading.Event) -> None:
    while not over.wait(min([PATIENCE, *(code.due - time.monotonic() for code in list(_now.values()))])):
        for thread, code in list(_now.items()):
            if code.due <= time.monotonic():
                code.tell(thread)
