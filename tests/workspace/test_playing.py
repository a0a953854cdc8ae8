"""Scenarios of sources are played one after the other; a fault of the program in one is told of."""

from pathlib import Path

import pytest

from orchestra_dsl.workspace import playing

SOURCE = """
record Case { id: text }
flow f(case: Case)
orchestration o(case: Case) { stage s { background a = f(case) } }
scenario "one" of o { given case = { id: "1" } start expect stage s completed }
scenario "two" of o { given case = { id: "1" } start expect stage s completed }
"""


def test_a_fault_of_the_player_is_never_taken_for_the_end_of_the_scenarios(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "o.orch"
    source.write_text(SOURCE)
    assert [each.result.failure for each in playing.play_paths([source])] == [None, None]

    def broken(_: object) -> None:
        raise StopIteration

    monkeypatch.setattr(playing.Playable, "play", broken)
    with pytest.raises(RuntimeError):
        list(playing.play_paths([source]))
