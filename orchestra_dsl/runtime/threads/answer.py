"""Waiting for the answer of other threads, which the code of a plugin that they are in may keep from coming."""

import traceback
from concurrent.futures import Future
from types import FrameType
from typing import TypeVar

T = TypeVar("T")


def answer_of(future: Future[T]) -> T:
    """Wait for the answer. Raises Interrupted for Ctrl-C where a plugin's code keeps it from coming."""
    try:
        return future.result()
    except KeyboardInterrupt as error:
        from orchestra_dsl.plugin.awaited import kept_elsewhere  # noqa: PLC0415 - most commands load no plugin

        if (interrupted := kept_elsewhere()) is None:
            raise
        raise interrupted from error
    finally:
        del future  # it keeps the error that it raises, and that one what stood here


def is_waiting(frame: FrameType | None) -> bool:
    """Whether the thread that is at `frame` waits for an answer."""
    return any(each.f_code is answer_of.__code__ for each, _ in traceback.walk_stack(frame))
