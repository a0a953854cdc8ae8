"""What is wrong with a plugin, as plain values: a broken plugin is named and reported, and never takes others down."""

import importlib
import os
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import attrs

from orchestra_dsl.graph.error_names import LONGEST_MESSAGE
from orchestra_dsl.plugin.masking import masked
from orchestra_dsl.plugin.texts import storable

_OURS = ("<frozen", importlib.__file__, f"{Path(__file__).parents[1]}{os.sep}")
"""How the files begin whose lines are no place to look for what is wrong: what imports a plugin, and calls it."""

Kind = Literal["load", "twice", "signature", "people", "channel", "policy", "source", "record"]
"""load: it cannot be loaded or has the wrong form; twice: a name is supplied more than once; signature: a function's
annotations cannot be read; people: the people of the project cannot be read; channel: the project names a channel that
nobody supplies; policy, source: the same of an allocation policy, of a record source; record: what a record source
brings no file declares."""


@attrs.frozen
class PluginProblem:
    """One thing that is wrong: in which plugin, what, where (`flows.py, line 3`) and what to do about it.

    `plugin` is empty where nobody supplies a name. `name` is the flow, predicate, screen or channel that cannot be used
    because of it, if it is a single one. `keys` lead to the setting in `orchestra.toml` that is wrong, if it is one.
    """

    plugin: str
    what: str = attrs.field(converter=masked)
    where: str | None = None
    hint: str | None = None
    kind: Kind = "load"
    name: str | None = None
    keys: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = f" ({self.where})" if self.where else ""
        hint = f" {self.hint}" if self.hint else ""
        owner = f"plugin {self.plugin}: " if self.plugin else ""
        return f"{owner}{self.what}{place}.{hint}"


class BadPlugin(Exception):
    """Something that a plugin supplies has the wrong form. It becomes a PluginProblem as soon as its owner is known."""

    def __init__(
        self, what: str, hint: str | None = None, where: str | None = None, *, keys: Sequence[str] = ()
    ) -> None:
        super().__init__(masked(what))
        self.what = masked(what)
        self.hint = hint
        self.where = where
        self.keys = tuple(keys)

    def problem(self, plugin: str, where: str | None = None, kind: Kind = "load") -> PluginProblem:
        """The same as a value, with its owner; `where` stands in where the error knows no place of its own."""
        return PluginProblem(plugin, self.what, self.where or where, self.hint, kind, keys=self.keys)


class Unavailable(Exception):
    """A name that no plugin supplies, or that one supplies in a form that cannot be used."""

    def __init__(self, problem: PluginProblem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def describe(error: BaseException) -> str:
    """The error in one sentence: its class and its text, cut where that is enormous."""
    text = message_of(error)
    name = type(error).__name__
    return f"{name}: {text}" if text and text != name else name


def message_of(error: BaseException) -> str:
    """The error's own text without secrets, or the name of its class; asking for its text may itself fail."""
    try:
        # The text of a syntax error ends with its place, which is said beside it.
        text = str(error.msg if isinstance(error, SyntaxError) else error).strip()
    except BaseException:  # noqa: BLE001 - any code may stand in a plugin's __str__
        text = ""
    text = storable(masked(text)) or type(error).__name__
    return text if len(text) <= LONGEST_MESSAGE else f"{text[:LONGEST_MESSAGE]}…"


def place_of(error: BaseException, file: str | None = None) -> str | None:
    """Where the error arose, as `flows.py, line 3`: the innermost line of `file`, else of what is not ours."""
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        return show_place(error.filename, error.lineno)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.startswith(_OURS)]
    inside = [frame for frame in frames if frame.filename == file] or frames
    return show_place(inside[-1].filename, inside[-1].lineno or 1) if inside else None


def show_place(file: str, line: int) -> str:
    """A line of a file as messages name it."""
    return f"{Path(file).name}, line {line}"
