"""Signals are the process's own: a plugin that took one as it is imported would keep commands from being stopped."""

import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from orchestra_dsl.plugin.origin import Origin

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
"""Those by which a command is stopped."""
_SAID = "The plugin %s has taken the signal %s, by which commands are stopped: that is undone. Leave it to the process."
_log = logging.getLogger("orchestra.plugins")


@contextmanager
def kept_signals(origin: Origin) -> Iterator[None]:
    """Let what takes signals be after the block what it was before; a plugin that has changed it is named."""
    if threading.current_thread() is not threading.main_thread():  # only this one can change it
        yield
        return
    before = [signal.getsignal(each) for each in _SIGNALS]
    try:
        yield
    finally:
        for number, takes in zip(_SIGNALS, before, strict=True):
            if takes is not None and signal.getsignal(number) is not takes:
                signal.signal(number, takes)
                _log.warning(_SAID, origin.plugin, number.name)
