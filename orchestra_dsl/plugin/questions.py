"""Asking a directory of people one question: whatever its code does, it is named, and nobody is guessed."""

import threading
from collections.abc import Callable, Collection
from typing import Any, TypeVar

import attrs

from orchestra_dsl.plugin.awaited import Origin, interrupted
from orchestra_dsl.plugin.masking import shortened
from orchestra_dsl.plugin.problems import BadPlugin, PluginProblem, Unavailable, describe, place_of

T = TypeVar("T")


@attrs.frozen
class Expected:
    """What a question has to be answered with, and how that is said."""

    fits: Callable[[object], bool]
    words: str


def _is_user(answer: object) -> bool:
    return isinstance(answer, str) and answer.startswith("user:")


def _are_texts(answer: object) -> bool:
    return isinstance(answer, Collection) and not isinstance(answer, str) and all(isinstance(a, str) for a in answer)


def _are_users(answer: object) -> bool:
    return isinstance(answer, Collection) and not isinstance(answer, str) and all(map(_is_user, answer))


YES_OR_NO = Expected(lambda answer: isinstance(answer, bool), "True or False")
TEXTS = Expected(_are_texts, "a collection of texts such as `user:ann` and `group:Agents`")
USERS = Expected(_are_users, "a collection of users such as `user:ann`")
USER = Expected(lambda answer: answer is None or _is_user(answer), "a user such as `user:ann`, or None")
TEXT = Expected(lambda answer: answer is None or isinstance(answer, str), "a text, or None")
TROUBLE = Expected(lambda answer: answer is None or isinstance(answer, BadPlugin), "a BadPlugin, or None")


def ask(plugin: str, question: Callable[..., T], expected: Expected, *about: Any) -> T:
    """What the directory of this plugin answers. Raises Unavailable."""
    try:
        answer = question(*about)
        fits = expected.fits(answer)
    except BadPlugin as error:
        raise Unavailable(error.problem(plugin, kind="people")) from error
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt) and threading.current_thread() is threading.main_thread():
            origin = Origin(plugin, getattr(question, "__module__", ""))
            raise interrupted(origin, "being asked about people", error) from error
        problem = PluginProblem(
            plugin,
            f"its directory of people failed: {describe(error)}",
            place_of(error),
            "The step that asked can be retried once the directory answers again.",
            "people",
        )
        raise Unavailable(problem) from error
    if not fits:
        what = f"its directory of people answers {shortened(answer)} to {getattr(question, '__name__', 'a question')}"
        raise Unavailable(PluginProblem(plugin, what, None, f"It has to answer {expected.words}.", "people"))
    return answer
