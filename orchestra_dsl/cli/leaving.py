"""After the command: a thread that a plugin has left, or what it does at the end, keeps the process from ending."""

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
    """See to it that it is said what the process waits for, if it does, and that Ctrl-C ends it."""
    if not _left() and "orchestra_dsl.plugin" not in sys.modules:
        return
    signal.signal(signal.SIGINT, _end)  # Python would tell where in itself it waits
    threading.Thread(target=_tell, name="orchestra-leaving", daemon=True).start()


def _left() -> list[threading.Thread]:
    """Those that the process waits for."""
    return [each for each in threading.enumerate() if not each.daemon and each is not threading.main_thread()]


def _tell() -> None:
    time.sleep(PATIENCE)
    mend = "mend what it does there"
    if _left():
        mend = "a thread that is to end with the command is begun with daemon=True"
    _write(f"The command is done, and its process waits for {_awaited()}. Ctrl-C ends it; {mend}.")


def _end(_number: int, frame: FrameType | None) -> None:
    """Nothing of ours is under way any more, unless it comes at the very moment that the command is done."""
    ours = any(each.f_globals.get("__name__") == "__main__" for each, _ in traceback.walk_stack(frame))
    _write("\nInterrupted." if ours else f"\nInterrupted while the process waited for {_awaited()}.")
    os._exit(exit_codes.INTERRUPTED)


def _awaited() -> str:
    """The threads; where there are none, what has been registered for the end of the process."""
    threads = [f"the thread {each.name} of a plugin{_place(each)}" for each in _left()]
    return " and ".join(threads) or f"what a plugin does at its end{_place(threading.main_thread())}"


def _place(thread: threading.Thread) -> str:
    """The line of the code that the thread was begun for."""
    from orchestra_dsl.plugin.problems import show_place

    frame = sys._current_frames().get(thread.ident or 0)  # noqa: SLF001 - documented, for just this
    lines = [] if frame is None else [(f.f_code.co_filename, line) for f, line in traceback.walk_stack(frame)]
    begun = [each for each in lines if each[0] not in (threading.__file__, __file__)]
    return f" ({show_place(*begun[-1])})" if begun else ""


def _write(text: str) -> None:
    """Not through a stream, which may be in use."""
    os.write(2, f"{text}\n".encode(errors="backslashreplace"))
