"""Whose code it is that is waited for, as messages name it, and what Ctrl-C says where there is such code."""

import signal
import threading
import traceback
from collections.abc import Iterable
from types import FrameType
from typing import Self

import attrs

from orchestra_dsl.plugin.problems import show_place


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

    def place(self, frames: Iterable[tuple[FrameType, int]]) -> str | None:
        """The innermost line of its own, as messages name it."""
        package = self.module.partition(".")[0]
        for frame, line in frames:
            if package and str(frame.f_globals.get("__name__")).partition(".")[0] == package:
                return show_place(frame.f_code.co_filename, line)
        return None


def is_ctrl_c(error: BaseException) -> bool:
    """Whether an error is Ctrl-C, and not one that the code raises by itself.

    It comes to the main thread alone, and only where it has been `given`: where what takes the signal can tell that.
    """
    if not isinstance(error, KeyboardInterrupt) or threading.current_thread() is not threading.main_thread():
        return False
    takes = signal.getsignal(signal.SIGINT)
    return takes is not signal.SIG_IGN and bool(getattr(takes, "given", True))


def interrupted(origin: Origin, doing: str, error: KeyboardInterrupt) -> Interrupted:
    """What Ctrl-C says that has come to the plugin's own code."""
    place = origin.place(reversed(list(traceback.walk_tb(error.__traceback__))))
    return Interrupted(f"Interrupted while the plugin {origin.plugin} was {doing}{in_brackets(place)}.")


def in_brackets(place: str | None) -> str:
    """A place as it stands in a sentence, if there is one."""
    return "" if place is None else f" ({place})"
