"""`orchestra plugins check`: plugins that take their process with them are named, and the others are looked at."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from orchestra_dsl.plugin import manager
from orchestra_dsl.plugin.registry import PluginInfo
from tests.cli.project import Desk, process
from tests.patience import PATIENCE

CRASHES = "import os\nos._exit({})\n"


@pytest.fixture(autouse=True)
def only_local(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at no plugin that happens to be installed: each costs a process."""
    found = manager.plugins_found

    def local(files: Sequence[Path]) -> list[PluginInfo]:
        return [each for each in found(files) if each.origin == "local"]

    monkeypatch.setattr("orchestra_dsl.workspace.checking_plugins.plugins_found", local)


def test_plugins_that_are_in_order_are_listed(desk: Desk) -> None:
    assert desk.fine("plugins", "check") == "flows.py (local)\n  flow       classify\n"


def test_one_that_ends_its_process_is_named_and_the_others_are_looked_at(desk: Desk) -> None:
    desk.write("crash.py", CRASHES.format(0))
    desk.write("killed.py", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n")
    desk.write("orchestra.toml", 'plugins = ["crash.py", "killed.py", "flows.py"]\n')
    said = desk.run("plugins", "check", "--json")
    assert said.code == 1
    assert [(each["name"], [thing["name"] for thing in each["supplies"]]) for each in said.json["plugins"]] == [
        ("crash.py", []),
        ("killed.py", []),
        ("flows.py", ["classify"]),
    ]
    assert [(each["plugin"], each["what"]) for each in said.json["problems"]] == [
        ("crash.py", "it has ended the process that imported it, with exit code 0"),
        ("killed.py", "it has ended the process that imported it, by SIGKILL"),
    ]
    assert "take it out of `plugins` in orchestra.toml" in said.json["problems"][0]["hint"]


def test_one_that_hangs_is_named_with_the_line_that_it_is_at(desk: Desk) -> None:
    desk.write("flows.py", "import time\nwhile True:\n    time.sleep(1)\n")
    said = desk.run("plugins", "check", "--seconds", "0.2")
    assert (said.code, said.out) == (1, "flows.py (local)\n  something is wrong with it\n")
    what = "the plugin flows.py: it has not come back within 0.2 seconds from being imported\n"
    assert said.err.startswith(f"Error: flows.py, line 3: {what}")


def test_one_that_does_not_even_let_that_be_said_is_named(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestra_dsl.workspace.checking_plugins.SILENT", 2.0)
    desk.write("flows.py", "sum(range(10**12))\n")
    said = desk.run("plugins", "check", "--seconds", "0.2")
    assert (said.code, said.out) == (1, "flows.py (local)\n  something is wrong with it\n")
    assert "the plugin flows.py: it has not come back within 0.2 seconds\n" in said.err


@pytest.mark.parametrize("error", ["KeyboardInterrupt", "SystemExit(3)", "GeneratorExit", "BaseException('no')"])
def test_one_that_raises_what_ends_processes_is_told_of_like_any_other(desk: Desk, error: str) -> None:
    desk.write("hook.py", HOOK.format(error))
    desk.write("flows.py", f"import sys\nraise {error}\n")
    desk.write("orchestra.toml", 'plugins = ["flows.py", "hook.py"]\n')
    said = desk.run("plugins", "check", "--json")
    assert said.code == 1
    name = error.partition("(")[0]
    found = [(each["plugin"], each["where"], each["what"].partition(name)[0]) for each in said.json["problems"]]
    assert found == [
        ("flows.py", "flows.py, line 2", "it cannot be imported: "),
        ("hook.py", "hook.py, line 4", "its hook orchestra_flows failed: "),
    ]


def test_nothing_of_its_own_process_is_shown(desk: Desk) -> None:
    desk.write("flows.py", "raise KeyboardInterrupt\n")
    out, err = process("plugins", "check").communicate(timeout=PATIENCE)
    assert out.endswith("flows.py (local)\n  something is wrong with it\n")
    said = "Error: flows.py, line 1: the plugin flows.py: it cannot be imported: KeyboardInterrupt\n"
    assert err == f"{said}  Mend the code, or take the plugin out until it is mended.\n"


HOOK = "from orchestra_dsl.plugin import hookimpl\n@hookimpl\ndef orchestra_flows():\n    raise {}\n"


def test_one_that_hangs_beside_others_is_named_with_them(desk: Desk) -> None:
    desk.write("crash.py", CRASHES.format(0))
    desk.write("first.py", "import sys\nsys.first_is_there = True\n")
    desk.write("flows.py", "import sys, time\nwhile hasattr(sys, 'first_is_there'):\n    time.sleep(1)\n")
    desk.write("orchestra.toml", 'plugins = ["crash.py", "first.py", "flows.py"]\n')
    said = desk.run("plugins", "check", "--seconds", "2", "--json")
    assert [(each["plugin"], each["where"], each["what"]) for each in said.json["problems"][1:]] == [
        (
            "flows.py",
            "flows.py, line 3",
            "it has not come back within 4 seconds from being imported, together with first.py, flows.py",
        )
    ]


def test_of_plugins_that_end_their_process_only_together_all_are_named(desk: Desk) -> None:
    desk.write("first.py", "import sys\nsys.first_is_there = True\n")
    desk.write("flows.py", "import os, sys\nhasattr(sys, 'first_is_there') and os._exit(3)\n")
    desk.write("orchestra.toml", 'plugins = ["first.py", "flows.py"]\n')
    said = desk.run("plugins", "check", "--json")
    assert [(each["plugin"], each["what"]) for each in said.json["problems"]] == [
        ("", "the plugins first.py, flows.py together: it has ended the process that imported it, with exit code 3")
    ]


def test_what_is_wrong_with_each_and_with_all_together_is_told_once(desk: Desk) -> None:
    flow = "from orchestra_dsl.plugin import flow\n@flow('classify')\ndef one({}) -> None: ...\n"
    desk.write("second.py", "import sys\nprint('hello')\n" + flow.format("text: set"))
    desk.write("orchestra.toml", 'plugins = ["flows.py", "second.py"]\n[allocation]\ndefault = "nothing"\n')
    said = desk.run("plugins", "check", "--json")
    assert [(each["plugin"], each["what"]) for each in said.json["problems"]] == [
        ("second.py", "flow classify: parameter text: the annotation set stands for no type of the language"),
        ("second.py", "the flow classify is supplied by flows.py and by second.py"),
        ("", "No plugin supplies the allocation policy `nothing`, which is to choose for `default`"),
    ]


def test_rules_and_exporters_that_cannot_be_loaded_are_told_of(desk: Desk) -> None:
    desk.write(
        "flows.py",
        "from orchestra_dsl.plugin import hookimpl\n"
        "@hookimpl\ndef orchestra_exporters(project):\n    return {'csv': 'no_such_module:csv'}\n",
    )
    said = desk.run("plugins")
    assert said.code == 1
    assert "the plugin flows.py: no_such_module:csv cannot be imported: ModuleNotFoundError" in said.err


def test_a_limit_that_is_no_number_of_seconds_is_refused(desk: Desk) -> None:
    said = desk.run("plugins", "check", "--seconds", "nan")
    assert said.code == 2
    assert "nan is no number of seconds" in said.err
