"""Saying which plugin is waited for, where its code does not come back: imported, asked a hook or a question.

Nothing can end such code but the end of the process. So it is logged which plugin it is, and at which line, after some
seconds and then whenever twice as much time has passed (waits.py); and Ctrl-C says it too.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from orchestra_dsl.plugin.kept_signals import kept_signals
from orchestra_dsl.plugin.origin import Interrupted, Origin, interrupted, is_ctrl_c
from orchestra_dsl.plugin.waits import Wait, begun, longest, waits, watched

IMPORTED = "being imported"
_OWN = "it raises KeyboardInterrupt, and nobody has given Ctrl-C"


@contextmanager
def awaited(origin: Origin, doing: str = IMPORTED) -> Iterator[None]:
    """Wait for a plugin's code, in the block. Raises Interrupted for Ctrl-C, RuntimeError for what only looks so."""
    code = begun(origin, doing)
    outer = waits.get(code.thread)
    with watched(), kept_signals(origin):
        waits[code.thread] = code
        try:
            yield
        except Interrupted:
            raise
        except KeyboardInterrupt as error:
            if not is_ctrl_c(error):
                raise RuntimeError(_OWN).with_traceback(error.__traceback__) from error
            raise interrupted(origin, doing, error) from error
        finally:
            _go_back_to(code.thread, outer)


def _go_back_to(thread: int, outer: Wait | None) -> None:
    if outer is None:
        del waits[thread]
    else:
        waits[thread] = outer


def kept_elsewhere() -> Interrupted | None:
    """What Ctrl-C says to a thread that waits for others: which plugin's code has kept one of them longest, if any."""
    others = [each for each in longest() if each.thread != threading.get_ident()]
    return Interrupted(f"Interrupted while {others[0].words()}.") if others else None


def awaits_here() -> bool:
    """Whether this thread is in a plugin's code: nothing of ours is half-way in it."""
    return threading.get_ident() in waits
