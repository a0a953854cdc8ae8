"""One call of a plugin's function, made ready: carried out, it answers a plain value whatever the code does."""

import asyncio
import logging
import threading
from collections.abc import Callable, Generator, Mapping
from typing import ClassVar, Generic, Literal, TypeVar

import attrs

from orchestra_dsl.graph.accept import BadValue
from orchestra_dsl.graph.error_names import LONGEST_NAME
from orchestra_dsl.graph.values import Stored, Value
from orchestra_dsl.plugin.context import FlowError
from orchestra_dsl.plugin.loading import RecordGone
from orchestra_dsl.plugin.masking import masked
from orchestra_dsl.plugin.origin import is_ctrl_c
from orchestra_dsl.plugin.problems import BadPlugin, Unavailable, message_of, place_of
from orchestra_dsl.plugin.progress import Report, driven, unheard
from orchestra_dsl.plugin.texts import storable

PLUGIN_ERROR = "PluginError"
"""The code of an error: no plugin supplies what is called, or its plugin cannot be used as it is."""
BAD_RESULT = "BadResult"
"""The code of an error: what was called answered something that does not fit its declaration."""
RECORD_GONE = "RecordGone"
"""The code of an error: a record that is an argument is no longer there (language.md, rule 17)."""

_log = logging.getLogger("orchestra.plugins")

A = TypeVar("A")


@attrs.frozen
class Failed:
    """The call failed. `code` is the error's name for `on error "…"`."""

    code: str
    message: str


@attrs.frozen
class Returned:
    """A flow's outputs, in stored form."""

    outputs: dict[str, Stored]


@attrs.frozen
class Answered:
    """A predicate's answer; `again_in` microseconds later it wants to be asked again."""

    answer: bool
    again_in: int | None = None


@attrs.frozen
class Postponed:
    """A channel wants a notification again at an instant, in microseconds since 1970 (UTC), and not before."""

    until: int
    why: str


Manner = Literal["thread", "loop", "process"]
"""How a call is carried out: a sync one on a thread, an async one in a loop, an isolated one in a process."""
CalledKind = Literal["flow", "predicate"]
"""What a run has called, and waits for."""
TellAnswer = Failed | Postponed | None
"""What came of telling somebody: None where they have been told."""


@attrs.frozen
class Invocation(Generic[A]):
    """A function with its arguments, and what makes a plain value of its result.

    A generator's progress goes to `report`, and it ends once the call is `cancelled`.
    """

    function: Callable[..., Value]
    arguments: Mapping[str, Value]
    finish: Callable[[Value], A]
    is_async: bool
    is_isolated: ClassVar[bool] = False
    report: Report = unheard
    cancelled: threading.Event = attrs.field(factory=threading.Event)

    def run(self) -> A | Failed:
        """Call a sync function, on this thread."""
        try:
            result = self.function(**self.arguments)
            if isinstance(result, Generator):
                result = driven(result, self.report, self.cancelled)
            return self.finish(result)
        except BaseException as error:
            if is_ctrl_c(error):
                raise
            return failure(error, self.function)

    async def run_async(self) -> A | Failed:
        """Call an async function, in this event loop."""
        try:
            return self.finish(await self.function(**self.arguments))
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt) or _cancelled_from_outside(error):
                raise
            return failure(error, self.function)


def _cancelled_from_outside(error: BaseException) -> bool:
    """Whether somebody cancelled the task; a flow may also raise CancelledError by itself."""
    task = asyncio.current_task()
    return isinstance(error, asyncio.CancelledError) and task is not None and task.cancelling() > 0


def _name_of(error: FlowError) -> str:
    """What the error is called; a subclass may have forgotten to say it."""
    name = getattr(error, "name", None)
    return storable(masked(name))[:LONGEST_NAME] if isinstance(name, str) and name else type(error).__name__


def failure(error: BaseException, function: Callable[..., Value] | None = None) -> Failed:
    """What stands in a run's history for an error that a plugin's code raised."""
    match error:
        case FlowError():
            return Failed(_name_of(error), message_of(error))
        case BadValue():
            return Failed(BAD_RESULT, message_of(error))
        case RecordGone():
            return Failed(RECORD_GONE, message_of(error))
        case BadPlugin() | Unavailable():
            return Failed(PLUGIN_ERROR, message_of(error))
    _log.debug("a plugin's code raised an error", exc_info=error)
    place = place_of(error, getattr(getattr(function, "__code__", None), "co_filename", None))
    return Failed(type(error).__name__, f"{message_of(error)} ({place})" if place else message_of(error))
