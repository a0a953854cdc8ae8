"""Ctrl-C, and the signal of service managers, while a plugin's code does not come back."""

import json
import re
import signal

import pytest

from tests.cli.project import Desk, process
from tests.patience import PATIENCE, wait_for

HANGS = """\
import time
from pathlib import Path

Path("begun").touch()
while True:
    time.sleep(0.01)
"""
SAID = re.compile(r"\n*Interrupted while the plugin flows\.py was being imported \(flows\.py, line [456]\)\.\n")
"""It may be at the end of one turn, or at the beginning of the next."""


@pytest.mark.parametrize(
    ("command", "number", "code"),
    [
        (["lint"], signal.SIGINT, 130),
        (["run", "."], signal.SIGINT, 130),
        (["run", "."], signal.SIGTERM, 0),
    ],
    ids=["lint", "run", "run, by a service manager"],
)
def test_a_plugin_that_hangs_while_it_is_imported_is_named(
    desk: Desk, command: list[str], number: int, code: int
) -> None:
    desk.write("flows.py", HANGS)
    hanging = process(*command)
    wait_for((desk.folder / "begun").exists)
    hanging.send_signal(number)
    out, err = hanging.communicate(timeout=PATIENCE)
    assert (hanging.returncode, out) == (code, ""), err
    assert SAID.fullmatch(err), err


def test_it_is_named_for_programs(desk: Desk) -> None:
    desk.write("flows.py", "import signal\nsignal.raise_signal(signal.SIGINT)\n")
    said = desk.run("plugins", "list", "--json")
    assert (said.code, said.out) == (130, "")
    error = json.loads(said.err)["error"]
    assert (error["code"], error["what"]) == (
        "interrupted",
        "Interrupted while the plugin flows.py was being imported (flows.py, line 2).",
    )


RULE = """\
import signal
from orchestra_dsl.lint import rule
@rule("house/slow", title="Slow", why="It is slow.")
def slow(source):
    {}
"""


def test_a_rule_of_a_plugin_that_is_interrupted_is_named(desk: Desk) -> None:
    desk.write("house.py", RULE.format("signal.raise_signal(signal.SIGINT)"))
    desk.write("orchestra.toml", 'plugins = ["flows.py", "house.py"]\n')
    said = desk.run("lint")
    assert said.code == 130
    assert "plugin house.py was being asked for its rule house/slow (house.py, line 5)." in said.err


CTRL_C = "import signal\ndef stop(): signal.raise_signal(signal.SIGINT)\n"


@pytest.mark.parametrize(
    ("text", "command", "said"),
    [
        (
            "from orchestra_dsl.plugin import flow\n@flow('other')\ndef other(a: 'stop()') -> None: ...\n",
            ["lint"],
            "asked how its flow other is declared (house.py, line 2)",
        ),
        (
            "from orchestra_dsl.drawing import exporter\n@exporter('csv')\ndef csv(drawing) -> str: return stop()\n",
            ["graph", "handle.orch", "handle", "--format", "csv"],
            "asked for a drawing in its format csv (house.py, line 2)",
        ),
        (
            "from orchestra_dsl.plugin import importer\n@importer('csv')\ndef csv(text: str) -> str: return stop()\n",
            ["import", "csv", "case.json"],
            "asked to import case.json (house.py, line 2)",
        ),
    ],
    ids=["annotations", "an exporter", "an importer"],
)
def test_whatever_of_a_plugin_is_interrupted_is_named(desk: Desk, text: str, command: list[str], said: str) -> None:
    desk.write("house.py", CTRL_C + text)
    desk.write("orchestra.toml", 'plugins = ["flows.py", "house.py"]\n')
    interrupted = desk.run(*command)
    assert interrupted.code == 130, interrupted
    assert f"Interrupted while the plugin house.py was being {said}.\n" in interrupted.err


def test_what_only_looks_like_ctrl_c_is_a_fault_of_the_plugin(desk: Desk) -> None:
    desk.write("house.py", RULE.format("raise KeyboardInterrupt"))
    desk.write("flows.py", "raise KeyboardInterrupt\n")
    desk.write("orchestra.toml", 'plugins = ["flows.py", "house.py"]\n')
    said = desk.run("lint")
    assert said.code == 1
    assert "it cannot be imported: KeyboardInterrupt" in said.out
    assert "it raises KeyboardInterrupt, and nobody has given Ctrl-C (house.py, line 5)" in said.out


def test_a_directory_that_is_interrupted_is_named(desk: Desk) -> None:
    desk.start("1")
    desk.write(
        "staff.py",
        "import signal\n"
        "from orchestra_dsl.plugin import hookimpl\n"
        "class Staff:\n"
        "    def member(self, *about):\n"
        "        signal.raise_signal(signal.SIGINT)\n"
        "    known = someone = members = manager = member\n"
        "@hookimpl\n"
        "def orchestra_people(): return Staff()\n",
    )
    desk.write("orchestra.toml", 'plugins = ["flows.py", "staff.py"]\n')
    said = desk.run("work", "list", "--as", "ann")
    assert said.code == 130, said
    assert "the plugin staff.py was being asked about people in its directory Staff (staff.py, line 5)." in said.err
