"""Scenarios as tests of pytest: a file for each source, an item for each scenario."""

from collections.abc import Iterator
from os import PathLike
from typing import Any

import pytest

from orchestra_dsl.testing.trial import findings_text
from orchestra_dsl.workspace.errors import CompileFailed, UsageError
from orchestra_dsl.workspace.failing import failure_lines
from orchestra_dsl.workspace.playing import Playable, Played, scenarios_in


class DoesNotHold(Exception):
    """A scenario has failed."""

    def __init__(self, played: Played) -> None:
        super().__init__(played.result.scenario.name)
        self.played = played


class SourceFile(pytest.File):
    """A source with scenarios."""

    def collect(self) -> Iterator["ScenarioItem"]:
        """The scenarios of the source; those of sources that it imports are their own files' tests."""
        try:
            found = scenarios_in([self.path])
        except CompileFailed as failed:
            raise self.CollectError(findings_text(failed).rstrip()) from None
        except UsageError as error:
            raise self.CollectError(str(error)) from None
        for each in found:
            yield ScenarioItem.from_parent(self, name=each.scenario.name, playable=each)


class ScenarioItem(pytest.Item):
    """One scenario."""

    def __init__(self, *, playable: Playable, **about: Any) -> None:
        super().__init__(**about)
        self.playable = playable

    def runtest(self) -> None:
        """Play it."""
        played = self.playable.play()
        if played.result.failure is not None:
            raise DoesNotHold(played)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What `orchestra test` says of it."""
        error = excinfo.value
        if not isinstance(error, DoesNotHold) or error.played.result.failure is None:
            return super().repr_failure(excinfo, style)
        return "\n".join(line.rstrip() for line in failure_lines(error.played, error.played.result.failure))

    def reportinfo(self) -> tuple[PathLike[str] | str, int | None, str]:
        """Where it stands, and what it is called."""
        scenario = self.playable.scenario
        return self.path, scenario.place.line - 1, f"{scenario.orchestration}: {scenario.name}"
