"""What the checker has proven holds in every run, and what a run forgets is never missed (rule 8)."""

from collections import Counter

import pytest

from tests.compile.wandering import played, sources


def hold_against_runs(seeds: range) -> Counter[str]:
    """Play every random source several times, once as compiled and once without forgetting; count what happened."""
    happened: Counter[str] = Counter()
    for seed, text in sources(seeds):
        happened["sources"] += 1
        for way in range(3):
            run, whole = (played(text, seed * 100 + way, forgetful=forgetful) for forgetful in (True, False))
            missed = [note for note in whole.notes if note[2].get("code") == "MissingValue"]
            assert not missed, (seed, way, missed, text)
            assert run.seen() == whole.seen(), (seed, way, text)
            happened.update(what for _, what, _ in run.notes)
            happened["forgotten"] += sum(len(getattr(each, "drops", ())) for each in run.graph.elements)
    return happened


def test_no_run_misses_an_output_that_is_proven_or_forgotten() -> None:
    happened = hold_against_runs(range(26))
    for what in ("sources", "forgotten", "skipped", "failed", "handled", "timed out", "discontinued", "error"):
        assert happened[what] >= 25, happened


@pytest.mark.stress
def test_no_run_of_many_misses_an_output() -> None:
    assert hold_against_runs(range(1000, 2000))["sources"] > 900
