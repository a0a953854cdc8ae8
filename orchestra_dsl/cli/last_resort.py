"""Ctrl-C for code that does not hear it: given again, it ends the process for certain.

Python raises KeyboardInterrupt in the main thread, where a plugin may catch it, or not come back from C to hear of it.
So a thread of its own counts how often it is given, by what Python writes for each signal at once.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from orchestra_dsl.cli import exit_codes

if TYPE_CHECKING:
    from orchestra_dsl.plugin.waits import Wait

TIMES = 3
"""So many times ends the process whatever it does."""
APART = 0.3
"""Seconds between two of them, after which the first has been heard, or will not be."""


class LastResort:
    """Counts. The second time ends the process where a plugin's code goes on after the first, the third time always."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._times = 0
        self._at = 0.0
        self._in: Wait | None = None

    def listen(self, heard: int) -> None:
        """Take the signals that are written to this descriptor, until it is closed."""
        while signals := os.read(heard, 64):
            for number in signals:
                if number == signal.SIGINT:
                    self._given()
        os.close(heard)

    def _given(self) -> None:
        code, now = _plugins_code(), time.monotonic()
        goes_on = code is not None and code is self._in and now - self._at >= APART
        self._times += 1
        if goes_on or self._times >= TIMES:
            self._end(code)
        self._in, self._at = code, now

    def _end(self, code: "Wait | None") -> None:
        """Nothing is written through a stream: its lock may be held by what hangs."""
        from orchestra_dsl.cli.trouble import INTERRUPTED, Trouble, as_line

        text = "Ended at once; what was stored is safe."
        if code is not None:
            text = f"Ended at once: {code.words('went on')} though it was interrupted."
        trouble = Trouble(INTERRUPTED, text, exit=exit_codes.INTERRUPTED)
        line = as_line(trouble) if self._as_json else f"\n{text}"
        try:
            os.write(2, f"{line}\n".encode(errors="backslashreplace"))
        finally:
            os._exit(exit_codes.INTERRUPTED)


def _plugins_code() -> "Wait | None":
    """The code of a plugin that the main thread is in. Where none was ever loaded there is none."""
    waits = sys.modules.get("orchestra_dsl.plugin.waits")
    return None if waits is None else waits.waits.get(threading.main_thread().ident)


class Given:
    """Takes Ctrl-C as Python does, and can tell whether it was `given`."""

    def __init__(self) -> None:
        self.given = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """Take the signal."""
        self.given = True
        signal.default_int_handler(number, frame)


def _is_taken() -> bool:
    """Whether somebody else takes signals already."""
    before = signal.set_wakeup_fd(-1)
    signal.set_wakeup_fd(before)
    return before != -1 or signal.getsignal(signal.SIGINT) is not signal.default_int_handler


@contextmanager
def last_resort(*, as_json: bool) -> Iterator[None]:
    """Let Ctrl-C end the process for certain within the block, unless somebody else takes signals already."""
    if threading.current_thread() is not threading.main_thread() or _is_taken():
        yield
        return
    heard, told = os.pipe()
    os.set_blocking(told, False)
    signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    taken = signal.signal(signal.SIGINT, Given())
    listen = LastResort(as_json=as_json).listen
    threading.Thread(target=listen, args=(heard,), name="orchestra-last-resort", daemon=True).start()
    _told.add(told)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, taken)
        signal.set_wakeup_fd(-1)
        _told.discard(told)
        os.close(told)


_told: set[int] = set()
"""Where this process has its signals written."""


def _tell_nobody() -> None:
    """A process that a plugin forks has the same descriptor, and would tell its own signals as those of this one."""
    if (other := signal.set_wakeup_fd(-1)) not in (-1, *_told):
        signal.set_wakeup_fd(other)


os.register_at_fork(after_in_child=_tell_nobody)
