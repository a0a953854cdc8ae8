"""Playing a scenario, line by line, until it is over or a line fails."""

from time import perf_counter

from orchestra_dsl.graph import scenario as s
from orchestra_dsl.graph.model import Package
from orchestra_dsl.scenario.acts import act
from orchestra_dsl.scenario.expectations import expect
from orchestra_dsl.scenario.givens import give
from orchestra_dsl.scenario.play import Play
from orchestra_dsl.scenario.result import Failure, Result, ScenarioFailed


def play_scenario(package: Package, scenario: s.Scenario) -> Result:
    """Play one scenario of a package."""
    began = perf_counter()
    play = Play(package, scenario)
    try:
        failure = _lines(play)
    finally:
        play.close()
    return Result(scenario, play.zone, perf_counter() - began, failure)


def _lines(play: Play) -> Failure | None:
    for line in play.scenario.lines:
        play.pump.begin_line()
        try:
            _line(play, line)
        except ScenarioFailed as failed:
            return Failure(
                place=line.place,
                at=play.clock.now(),
                found=failed.found,
                expected=failed.expected,
                hint=failed.hint,
                runs=play.told(),
            )
    return None


def _line(play: Play, line: s.Given | s.Act | s.Expectation) -> None:
    if isinstance(line, s.Given):
        give(play, line)
    elif isinstance(line, s.Act):
        act(play, line)
    else:
        expect(play, line)
