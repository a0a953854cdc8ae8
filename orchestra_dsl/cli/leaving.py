"""After the command: a thread that a plugin has begun, and that is no daemon, keeps the process from ending."""

import os
import signal
import sys
import threading
import time
import traceback
from types import FrameType

from orchestra_dsl.cli import exit_codes

PATIENCE = 5.0
"""Seconds until it is said."""


def leave() -> None:
    """See to it that it is said which thread the process waits for, if it does, and that Ctrl-C ends it."""
    if not _left():
        return
    signal.signal(signal.SIGINT, _end)  # Python would tell where in itself it waits
    threading.Thread(target=_tell, name="orchestra-leaving", daemon=True).start()


def _left() -> list[threading.Thread]:
    """Those that the process waits for."""
    return [each for each in threading.enumerate() if not each.daemon and each is not threading.main_thread()]


def _tell() -> None:
    time.sleep(PATIENCE)
    for thread in _left():
        mend = "Ctrl-C ends it; a thread that is to end with the command is begun with daemon=True."
        _write(f"The command is done, and its process waits for {_named(thread)}. {mend}")


def _end(_number: int, _frame: FrameType | None) -> None:
    """Nothing of ours is under way any more."""
    names = " and ".join(map(_named, _left()))
    _write(f"\nInterrupted while the process waited for {names}." if names else "\nInterrupted.")
    os._exit(exit_codes.INTERRUPTED)


def _named(thread: threading.Thread) -> str:
    """The thread, with the line of the code that it was begun for."""
    from orchestra_dsl.plugin.problems import show_place

    frame = sys._current_frames().get(thread.ident or 0)  # noqa: SLF001 - documented, for just this
    lines = [] if frame is None else [(f.f_code.co_filename, line) for f, line in traceback.walk_stack(frame)]
    begun = [each for each in lines if each[0] != threading.__file__]
    place = f" ({show_place(*begun[-1])})" if begun else ""
    return f"the thread {thread.name} of a plugin{place}"


def _write(text: str) -> None:
    """Not through a stream, which may be in use."""
    os.write(2, f"{text}\n".encode(errors="backslashreplace"))
