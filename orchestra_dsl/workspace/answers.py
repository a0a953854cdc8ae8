"""The answers file: what people answer to interactive steps, so that a run needs nobody.

    [[answer]]
    step = "resolve.fix"
    as = "maria"
    with = { resolution = "Restarted the pump" }

A step's answers are used in the order of the file, one for each time that the step is completed.
"""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from orchestra_dsl.diagnostics.suggest import did_you_mean
from orchestra_dsl.graph.accept import BadValue, accept_fields
from orchestra_dsl.graph.elements import Interactive
from orchestra_dsl.graph.model import Graph
from orchestra_dsl.workspace.errors import UsageError
from orchestra_dsl.workspace.forms import screen_of
from orchestra_dsl.workspace.paths import shown


@attrs.frozen
class Answer:
    """One answer: to which step, by whom, with which values."""

    step: str
    as_: str
    with_: Mapping[str, Any]

    @property
    def user(self) -> str:
        """Who answers, as a principal."""
        return self.as_ if ":" in self.as_ else f"user:{self.as_}"


class Answers:
    """The answers of one file, by step."""

    def __init__(self, answers: Sequence[Answer] = ()) -> None:
        self._of: dict[str, list[Answer]] = {}
        for each in answers:
            self._of.setdefault(each.step, []).append(each)

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._of)

    def answer(self, step: str, completed: int) -> Answer | None:
        """The answer to a step that has been completed so many times before; None when there is none left."""
        answers = self._of.get(step, [])
        return answers[completed] if completed < len(answers) else None


def read_answers(file: Path, graphs: Sequence[Graph]) -> Answers:
    """Read an answers file and check it against the orchestrations that it may be for. Raises UsageError."""
    where = shown(file)
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=str)
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", where=where) from error
    except ValueError as error:
        raise UsageError(f"this is not valid TOML: {error}", where=where) from error
    except RecursionError as error:
        raise UsageError("this is nested too deeply", where=where) from error
    answers = [_answer(each, f"{where}: answer {number}") for number, each in enumerate(_tables(raw, where), 1)]
    steps = {name: found for graph in graphs for name, found in _steps(graph)}
    for number, answer in enumerate(answers, 1):
        _check(answer, steps, f"{where}: answer {number}")
    return Answers(answers)


_FORM = "Write [[answer]] with step, as and with."
_KEYS = {"step": "a text", "as": "a text", "with": "a table"}


def _tables(raw: Mapping[str, Any], where: str) -> list[Any]:
    """The answers as they stand in the file."""
    for key in raw:
        if key != "answer":
            hint = did_you_mean(key, ["answer"]) or _FORM
            raise UsageError(f"unknown key `{key}`", where=where, hint=hint)
    tables = raw.get("answer")
    if not isinstance(tables, list):
        raise UsageError("there are no answers in this file", where=where, hint=_FORM)
    return tables


def _answer(raw: Any, where: str) -> Answer:
    if not isinstance(raw, dict):
        raise UsageError("this is not a table", where=where, hint=_FORM)
    for key in raw:
        if key not in _KEYS:
            raise UsageError(f"unknown key `{key}`", where=where, hint=did_you_mean(key, _KEYS) or _FORM)
    for key in ("step", "as"):
        if key not in raw:
            raise UsageError(f"`{key}` is missing", where=where, hint=_FORM)
    for key, value in raw.items():
        if not isinstance(value, dict if key == "with" else str):
            raise UsageError(f"`{key}` has to be {_KEYS[key]}", where=where, hint=_FORM)
    return Answer(raw["step"], raw["as"], raw.get("with", {}))


def _steps(graph: Graph) -> list[tuple[str, tuple[Graph, Interactive]]]:
    return [(each.name, (graph, each)) for each in graph.elements if isinstance(each, Interactive)]


def _check(answer: Answer, steps: Mapping[str, tuple[Graph, Interactive]], where: str) -> None:
    if answer.step not in steps:
        hint = did_you_mean(answer.step, steps) or f"The interactive steps are: {', '.join(steps) or 'none'}."
        raise UsageError(f"there is no interactive step `{answer.step}`", where=where, hint=hint)
    graph, step = steps[answer.step]
    try:
        accept_fields(screen_of(graph, step.screen).outputs, answer.with_)
    except BadValue as error:
        raise UsageError(f"this does not fit the screen {step.screen}: {error}", where=where) from error
