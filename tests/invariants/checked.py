"""Scenarios that are checked while they are played: after each act what must hold of runs, at the end of all."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from orchestra_dsl.graph import scenario as s
from orchestra_dsl.runtime.invariants.of_store import check_runs
from orchestra_dsl.scenario import player
from orchestra_dsl.scenario.play import Play
from orchestra_dsl.scenario.result import Failure
from tests.invariants.whole import check_whole


@contextmanager
def checked() -> Iterator[None]:
    """Check the stores of the scenarios that are played meanwhile."""
    line, lines = player._line, player._lines

    def checked_line(play: Play, what: s.Given | s.Act | s.Expectation) -> None:
        line(play, what)
        if isinstance(what, s.Act):
            with play.engine.store.inspecting() as inspection:
                assert list(check_runs(inspection, play.engine.programs)) == [], f"after line {what.place.line}"

    def checked_lines(play: Play) -> Failure | None:
        failure = lines(play)
        check_whole(play.engine.store, replay=True)
        return failure

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(player, "_line", checked_line)
        patch.setattr(player, "_lines", checked_lines)
        yield
