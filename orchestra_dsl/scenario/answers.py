"""What flows and predicates answer, as the scenario gives it; and what they have been called with."""

from collections.abc import Mapping
from typing import Any

from attrs import define, frozen

from orchestra_dsl.graph.scenario import GivenFails, GivenReturns, GivenTakes, Valued

ERROR = "Failed"
"""What an error is called to which the scenario gives no name."""


@frozen
class Fails:
    """The answer is an error of this name."""

    code: str


@frozen
class Call:
    """A call that was made, or a question that was put."""

    name: str
    arguments: Mapping[str, Any]


@frozen
class Notice:
    """A user (`user:ann`) was told something through a channel."""

    channel: str
    user: str


@define
class _Script:
    """Errors first, as many as are left (None: for ever), then an answer."""

    code: str = ERROR
    failures: int | None = 0
    then: Valued | None = None


class Answers:
    """The answers of one scenario. They change with what is given; one that was handed out stays as it was."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.notices: list[Notice] = []
        self._scripts: dict[str, _Script] = {}
        self._delays: dict[str, Valued] = {}

    def give(self, line: GivenReturns | GivenFails | GivenTakes) -> None:
        """Take in what a line gives."""
        name = line.callee.name
        match line:
            case GivenReturns(value=value):
                self._scripts[name] = _Script(then=value)
            case GivenFails(error=error, times=times, then=then):
                before = self._scripts.get(name)
                failures = 1 if times is None and then is not None else times
                self._scripts[name] = _Script(error or ERROR, failures, then or (before.then if before else None))
            case GivenTakes(duration=duration):
                self._delays[name] = duration

    def next(self, name: str) -> Valued | Fails | None:
        """What the next call is answered; None where nothing is given."""
        script = self._scripts.get(name)
        if script is None:
            return None
        if script.failures is None:
            return Fails(script.code)
        if script.failures > 0:
            script.failures -= 1
            return Fails(script.code)
        return script.then

    def delay(self, name: str) -> Valued | None:
        """How long an answer takes; None for one that comes at once."""
        return self._delays.get(name)
