"""A run of each construct explains itself: its history, gone through once more, leads where it led and says why."""

import pytest

from orchestra_dsl.scenario.play import Play
from orchestra_dsl.scenario.player import _lines
from tests.constructs.files import CONSTRUCTS, construct


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_the_histories_of_its_runs_can_be_gone_through_again(name: str) -> None:
    """Section 6: for each condition what was read and what came out; nobody is asked for anything."""
    package = construct(name).package
    for scenario in package.scenarios:
        play = Play(package, scenario)
        assert _lines(play) is None
        for run in play.engine.runs.newest(limit=100):
            replayed = list(play.engine.runs.replayed(run.id))
            assert len(replayed) == run.sequence, f"{scenario.name}: {run.id}"
        play.close()
