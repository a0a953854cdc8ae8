"""Whose code it is that is waited for, as messages name it, and what Ctrl-C says where there is such code."""

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

    def place(self, frames: Iterable[tuple[FrameType, int]]) -> str:
        """The innermost line of its own, as it stands in a sentence."""
        package = self.module.partition(".")[0]
        for frame, line in frames:
            if package and str(frame.f_globals.get("__name__")).partition(".")[0] == package:
                return f" ({show_place(frame.f_code.co_filename, line)})"
        return ""

    def place_now(self, frame: FrameType | None) -> str:
        """The same of a thread that runs: `frame` is where it is now."""
        return "" if frame is None else self.place(traceback.walk_stack(frame))


def interrupted(origin: Origin, doing: str, error: KeyboardInterrupt) -> Interrupted:
    """What Ctrl-C says that has come to the plugin's own code."""
    place = origin.place(reversed(list(traceback.walk_tb(error.__traceback__))))
    return Interrupted(f"Interrupted while the plugin {origin.plugin} was {doing}{place}.")
