"""Asking a directory of people one question: whatever its code does, it is named, and nobody is guessed."""

from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

import attrs

from orchestra_dsl.plugin.awaited import awaited
from orchestra_dsl.plugin.masking import shortened
from orchestra_dsl.plugin.origin import Origin, is_ctrl_c
from orchestra_dsl.plugin.problems import BadPlugin, PluginProblem, Unavailable, describe, place_of

T = TypeVar("T")

ABOUT = "about people"
"""What a directory is mostly asked, as it stands in a sentence."""


@attrs.frozen
class Expected:
    """What a question has to be answered with, and how that is said."""

    fits: Callable[[object], bool]
    words: str


def _is_user(answer: object) -> bool:
    return isinstance(answer, str) and answer.startswith("user:")


def _are(class_: type, answer: object) -> bool:
    return isinstance(answer, Collection) and not isinstance(answer, str) and all(isinstance(a, class_) for a in answer)


def _are_users(answer: object) -> bool:
    return isinstance(answer, Collection) and not isinstance(answer, str) and all(map(_is_user, answer))


YES_OR_NO = Expected(lambda answer: isinstance(answer, bool), "True or False")
TEXTS = Expected(partial(_are, str), "a collection of texts such as `user:ann` and `group:Agents`")
USERS = Expected(_are_users, "a collection of users such as `user:ann`")
USER = Expected(lambda answer: answer is None or _is_user(answer), "a user such as `user:ann`, or None")
TEXT = Expected(lambda answer: answer is None or isinstance(answer, str), "a text, or None")
FILES = Expected(lambda answer: answer is None or _are(Path, answer), "a collection of paths, or None")
TROUBLE = Expected(lambda answer: answer is None or isinstance(answer, BadPlugin), "a BadPlugin, or None")


class Ask(Protocol):
    """What asks a directory one question, and answers what it does. Raises Unavailable."""

    def __call__(self, question: Callable[..., T], expected: Expected, *about: Any, what: str = ...) -> T:
        """Ask."""


@attrs.frozen
class Asked:
    """A directory that is asked: where it comes from, and its name."""

    origin: Origin
    name: str

    def ask_and_wait(self, question: Callable[..., T], expected: Expected, *about: Any, what: str = ABOUT) -> T:
        """Ask one that may not come back: then it is said which one is waited for."""
        with awaited(self.origin, f"being asked {what} in its directory {self.name}"):
            return self.ask(question, expected, *about)

    def ask(self, question: Callable[..., T], expected: Expected, *about: Any, what: str = ABOUT) -> T:
        """Ask one that has everybody in memory."""
        try:
            answer = question(*about)
            fits = expected.fits(answer)
        except BadPlugin as error:
            raise Unavailable(error.problem(self.origin.plugin, kind="people")) from error
        except BaseException as error:
            if is_ctrl_c(error):
                raise
            raise Unavailable(self._problem(f"failed: {describe(error)}", place_of(error))) from error
        if not fits:
            what = f"answers {shortened(answer)} to {getattr(question, '__name__', 'a question')}"
            raise Unavailable(self._problem(what, None, f"It has to answer {expected.words}."))
        return answer

    def _problem(self, what: str, place: str | None, hint: str | None = None) -> PluginProblem:
        return PluginProblem(self.origin.plugin, f"its directory of people {what}", place, hint, "people")
