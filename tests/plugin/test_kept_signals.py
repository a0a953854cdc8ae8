"""A plugin that takes a signal by which commands are stopped is named, and the signal is given back."""

import logging
import signal
from pathlib import Path

import pytest

from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.project import Project

TAKES = "import signal\nsignal.signal(signal.{0}, signal.SIG_IGN)\n"
HOOK = """\
import signal
from orchestra_dsl.plugin import hookimpl
@hookimpl
def orchestra_flows():
    signal.signal(signal.{0}, signal.SIG_IGN)
    return []
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("text", [TAKES, HOOK], ids=["as it is imported", "as it is asked"])
def test_what_stops_commands_is_given_back(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, text: str, name: str
) -> None:
    file = tmp_path / "flows.py"
    file.write_text(text.format(name), encoding="utf-8")
    before = signal.getsignal(getattr(signal, name))
    with caplog.at_level(logging.WARNING, "orchestra.plugins"):
        assert load_plugins(Project(folder=tmp_path), [file], installed=False).problems == ()
    assert signal.getsignal(getattr(signal, name)) is before
    assert [each.getMessage() for each in caplog.records] == [
        (
            f"The plugin flows.py has taken the signal {name}, by which commands are stopped: that is undone. "
            "Leave it to the process."
        )
    ]
