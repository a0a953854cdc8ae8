"""Each construct of the language does in its scenarios what language.md says."""

import pytest

from orchestra_dsl.scenario.player import play_scenario
from orchestra_dsl.workspace.failing import failure_lines
from orchestra_dsl.workspace.formatting import format_data
from orchestra_dsl.workspace.playing import Played
from tests.constructs.files import CONSTRUCTS, construct, findings, titles
from tests.invariants.checked import checked

SCENARIOS = [pytest.param(name, title, id=f"{name}-{title}") for name in CONSTRUCTS for title in titles(name)]


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_nothing_is_found_in_it_and_it_is_in_the_canonical_form(name: str) -> None:
    assert findings(construct(name).result) == ""
    text = construct(name).source.text.encode()
    assert format_data(name, text).after == text, f"run `orchestra fmt tests/constructs/{name}.orch`"


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_it_has_a_happy_and_an_unhappy_path(name: str) -> None:
    assert len(titles(name)) >= 2
    assert len(set(titles(name))) == len(titles(name)), "two scenarios have one title"


@pytest.mark.parametrize(("name", "title"), SCENARIOS)
def test_its_scenario_ends_as_it_says(name: str, title: str) -> None:
    found = construct(name)
    (scenario,) = (each for each in found.package.scenarios if each.name == title)
    with checked():
        result = play_scenario(found.package, scenario)
    if result.failure is not None:
        pytest.fail("\n".join(failure_lines(Played(result, found.source), result.failure)), pytrace=False)
