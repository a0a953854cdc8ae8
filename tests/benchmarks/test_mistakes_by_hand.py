"""The mistakes made by hand fit their sources, and the right sources are right."""

from pathlib import Path

import pytest

from benchmarks.mistakes.by_hand import mistakes_by_hand
from benchmarks.mistakes.compiling import SOURCES, compiled
from benchmarks.mistakes.mistake import Mistake, judge
from benchmarks.mistakes.report import as_text
from benchmarks.mistakes.sources import SUBTLE, false_findings, right_sources
from orchestra_dsl.scenario.player import play_scenario

RIGHT = [(folder, name) for folder in (SOURCES, SUBTLE) for name in right_sources(folder)]
GROUPS = {f"O{number}" for number in range(1, 9)}


@pytest.mark.parametrize(("folder", "name"), RIGHT)
def test_nothing_is_reported_of_a_right_source(folder: Path, name: str) -> None:
    assert false_findings(name, right_sources(folder)[name]) == []


@pytest.mark.parametrize(("folder", "name"), RIGHT)
def test_right_sources_do_what_their_scenarios_say(folder: Path, name: str) -> None:
    package = compiled(name, right_sources(folder)[name]).package
    if package is not None:  # some of the subtle ones have forms that are not run yet
        assert [play_scenario(package, each).failure for each in package.scenarios] == [None] * len(package.scenarios)


@pytest.mark.parametrize("name", right_sources())
def test_every_source_in_which_mistakes_are_made_is_run(name: str) -> None:
    assert compiled(name, right_sources()[name]).package is not None


def test_every_entry_changes_its_source_and_points_into_it() -> None:
    for mistake in mistakes_by_hand():  # an entry whose text is not there, or not once, is refused here
        assert mistake.mutated != mistake.original
        assert 1 <= mistake.line <= mistake.mutated.count("\n") + 1
        assert mistake.group in GROUPS
        assert mistake.kind
        assert mistake.why


def test_no_mistake_is_made_twice() -> None:
    made = [(mistake.source, mistake.mutated) for mistake in mistakes_by_hand()]
    assert len(made) == len(set(made))


def _mistake(source: str, was: str, instead: str, line: int) -> Mistake:
    text = right_sources()[source]
    return Mistake(
        kind="tried",
        group="O2",
        source=source,
        original=text,
        mutated=text.replace(was, instead),
        line=line,
        why="tried",
    )


def test_a_mistake_is_judged_by_what_is_new() -> None:
    line = next(at for at, each in enumerate(right_sources()["company.orch"].split("\n"), 1) if "exclude" in each)
    caught = judge(_mistake("company.orch", "exclude asked_by", "exclude asked_for", line))
    assert (caught.caught, caught.on_line, caught.in_group, caught.unchanged) == (True, True, True, False)
    elsewhere = judge(_mistake("company.orch", "exclude asked_by", "exclude asked_for", 1))
    assert (elsewhere.caught, elsewhere.on_line) == (True, False)


def test_a_change_of_a_comment_is_no_mistake_and_counted_apart() -> None:
    same = judge(_mistake("hiring.orch", "## From an application", "# From an old application", 1))
    assert (same.caught, same.unchanged) == (False, True)
    report = "\n".join(as_text("Tried", [same]))
    assert "Tried: 0 mistakes" in report
    assert "No mistake: compiles to the same: 1" in report
