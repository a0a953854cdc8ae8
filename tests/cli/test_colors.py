"""Colour is for terminals, unless the environment says otherwise."""

import pytest

from tests.cli.project import SOURCE, Desk

BROKEN = SOURCE.replace("classify(case)\n", "classify(casse)\n")
COMMANDS = [["lint"], ["lint", "--diff", "--unsafe-fixes"], ["explain", "O404"], ["compile", "."]]


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")


def on(monkeypatch: pytest.MonkeyPatch, stream: str, **said: str) -> None:
    """Make standard output a terminal or a pipe, and the environment say this."""
    monkeypatch.setattr("sys.stdout.isatty", lambda: stream == "terminal", raising=False)
    for name, value in said.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("stream", "said"),
    [
        ("terminal", {}),
        ("terminal", {"NO_COLOR": ""}),
        ("pipe", {"FORCE_COLOR": "1"}),
        ("pipe", {"FORCE_COLOR": "1", "TERM": "dumb"}),
    ],
)
def test_in_colour(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, command: list[str], stream: str, said: dict[str, str]
) -> None:
    desk.write("handle.orch", SOURCE if command[0] == "compile" else BROKEN)
    on(monkeypatch, stream, **said)
    assert "\x1b[" in desk.run(*command).out


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("stream", "said"),
    [
        ("pipe", {}),
        ("terminal", {"NO_COLOR": "1"}),
        ("terminal", {"NO_COLOR": "1", "FORCE_COLOR": "1"}),
        ("terminal", {"TERM": "dumb"}),
    ],
)
def test_without_colour(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, command: list[str], stream: str, said: dict[str, str]
) -> None:
    desk.write("handle.orch", SOURCE if command[0] == "compile" else BROKEN)
    on(monkeypatch, stream, **said)
    assert "\x1b" not in desk.run(*command).out


@pytest.mark.parametrize("form", ["json", "sarif", "github"])
def test_what_programs_read_is_never_coloured(desk: Desk, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    desk.write("handle.orch", BROKEN)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" not in desk.run("lint", "--format", form).out
