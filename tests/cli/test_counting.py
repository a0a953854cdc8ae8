"""How far something has come, on a terminal, and nowhere else."""

import pytest

from orchestra_dsl.cli.counting import Counting


def shown(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *, terminal: bool) -> str:
    monkeypatch.setattr("sys.stderr.isatty", lambda: terminal, raising=False)
    with Counting("runs checked") as counting:
        counting.show(0, 2000)
        counting.show(2000, 2000)
        counting.clear()
        assert counting.total == 2000
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


def test_a_terminal_sees_one_line_that_goes_again(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = shown(capsys, monkeypatch, terminal=True)
    assert "2,000 of 2,000 runs checked" in said
    assert "\n" not in said
    assert said.endswith("\r\x1b[K")


def test_nothing_else_sees_anything(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(capsys, monkeypatch, terminal=False) == ""
