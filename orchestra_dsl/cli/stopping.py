"""Being stopped: Ctrl-C and the signal of service managers are heard, and obeyed where everything can be left well."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import click
from click.exceptions import Exit

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.plugin.awaited import awaits_here, kept_elsewhere
from orchestra_dsl.plugin.origin import Interrupted
from orchestra_dsl.runtime.threads.answer import is_waiting


class Stopped(Exception):
    """The command was asked to stop; `exit_code` is what it answers then."""

    def __init__(self, exit_code: int) -> None:
        super().__init__()
        self.exit_code = exit_code


class Stop:
    """Whether somebody has asked. Python would raise KeyboardInterrupt anywhere, also half-way into starting a thread.

    Whoever asks a second time with Ctrl-C does not want to wait. Nor is the code of a plugin waited for, which may hang
    while it is imported, or asked for people.
    """

    def __init__(self) -> None:
        self._asked: int | None = None

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """Take the signal."""
        again = self._asked is not None and number == signal.SIGINT
        self._asked = number
        kept = kept_elsewhere() is not None and is_waiting(frame)
        if again or kept or awaits_here():
            raise KeyboardInterrupt

    @property
    def given(self) -> bool:
        """Whether a signal has come: then a KeyboardInterrupt is no plugin's own."""
        return self._asked is not None

    @property
    def ends_well(self) -> bool:
        """Whether a service manager has asked, to whom it is no failure."""
        return self._asked == signal.SIGTERM

    def check(self) -> None:
        """Raise Stopped if somebody has asked."""
        if self._asked is not None:
            raise Stopped(exit_codes.FINE if self.ends_well else exit_codes.INTERRUPTED)


@contextmanager
def stoppable() -> Iterator[Stop]:
    """Hear the signals as long as the block lasts."""
    stop = Stop()
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    except Interrupted as error:
        if not stop.ends_well:
            raise
        click.echo(str(error), err=True)
        raise Exit(exit_codes.FINE) from error
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
