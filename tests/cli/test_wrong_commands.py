"""Wrong commands, faults, terminals and pipes that are not as they should be: one clear message, whatever it is."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestra_dsl.plugin.masking import mask_from_now
from orchestra_dsl.workspace.printing import plugins_come
from tests.cli.project import SOURCE, Desk, refuse


def test_an_unknown_command_is_named_with_the_nearest(desk: Desk) -> None:
    assert refuse(desk, "rum", code=2).startswith("Error: There is no command `rum`. Did you mean `run`?\n")
    assert refuse(desk, "work", "compleet", code=2).startswith(
        "Error: There is no command `compleet`. Did you mean `complete`?\n"
    )


def test_an_unknown_option_is_named(desk: Desk) -> None:
    message = refuse(desk, "lint", "--formt", "json", code=2)
    assert message.startswith("Error: No such option")
    assert "--format" in message


FAULT = (
    "Error: Orchestra has failed in a way that it should not: RuntimeError: a fault\n"
    "  This is a bug: please report it where you got Orchestra from, with what `orchestra --traceback …` shows.\n"
)


def test_a_fault_of_the_program_is_one_message_and_a_traceback_only_on_request(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(_paths: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr("orchestra_dsl.cli.commands.lint.check_paths", fault)
    assert refuse(desk, "lint", code=1) == FAULT
    asked = desk.run("--traceback", "lint")
    monkeypatch.setenv("ORCHESTRA_TRACEBACK", "1")
    for said in (asked, desk.run("lint")):
        assert said.code == 1
        assert said.err.startswith("Traceback (most recent call last):\n")
        assert said.err.endswith("RuntimeError: a fault\n" + FAULT)
        assert 'raise RuntimeError("a fault")' in said.err


def test_a_traceback_shows_no_secret_that_a_plugin_has_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(_paths: object) -> None:
        plugins_come()
        mask_from_now("quuxious-frobnicate")
        raise RuntimeError("a fault") from ConnectionError("login with quuxious-frobnicate")

    monkeypatch.setattr("orchestra_dsl.cli.commands.lint.check_paths", fault)
    said = desk.run("--traceback", "lint").err
    assert "ConnectionError: login with ***\n" in said
    assert "quuxious" not in said


def test_a_source_cannot_write_to_the_terminal(desk: Desk) -> None:
    desk.write("handle.orch", "record \x1b[31mCase { }\n")
    said = desk.run("lint")
    assert said.code == 1
    assert "\x1b" not in said.out


def test_a_terminal_that_cannot_show_a_letter_is_no_reason_to_fail(desk: Desk) -> None:
    desk.write("handle.orch", SOURCE.replace('"Fixed"', '"Gelöst…"'))
    done = subprocess.run(
        [sys.executable, "-m", "orchestra_dsl", "compile", "."],
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "command",
    [["runs", "show"], ["runs", "cancel"], ["runs", "retry"], ["run", ".", "--resume"]],
)
@pytest.mark.parametrize("name", ["", " "])
def test_an_empty_name_names_no_run_not_even_the_only_one(desk: Desk, command: list[str], name: str) -> None:
    desk.start()
    message = refuse(desk, *command, name, code=2)
    assert "it is empty; give a run's id, or its beginning." in message
    assert desk.run("runs", "list", "--json").json["runs"][0]["status"] == "active"


@pytest.mark.parametrize(
    "command",
    [
        ["runs", "list", "--limit"],
        ["work", "list", "--limit"],
        ["record", "list", "Case", "--limit"],
        ["work", "show"],
        ["work", "complete", "--as", "ann"],
        ["work", "claim", "--as", "ann"],
    ],
)
@pytest.mark.parametrize("number", ["99999999999999999999999", "9" * 5000, "0", "one"])
def test_a_number_that_is_too_large_or_none_is_said(desk: Desk, command: list[str], number: str) -> None:
    desk.start()
    message = refuse(desk, *command, number, code=2)
    assert "is not a whole number from 1 to " in message
    assert len(message) < 400


DEEP = "[" * 100_000


@pytest.mark.parametrize(
    "command",
    [
        ["record", "put", "Case", "deep.json"],
        ["run", ".", "quick", "--arguments", "deep.json"],
        ["run", ".", "quick", "--arguments", "deep.toml"],
        ["run", ".", "quick", "--with", "fails=no", "--answers", "deep.toml"],
        ["work", "complete", "1", "--as", "ann", "--values", "deep.json"],
    ],
)
def test_values_that_are_nested_too_deeply_are_said(desk: Desk, command: list[str]) -> None:
    desk.start()
    desk.write("deep.json", DEEP)
    desk.write("deep.toml", f"answer = {DEEP}")
    assert "nested too deeply" in refuse(desk, *command, code=2)


def shell(command: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run a command through a shell, with what the shell can do to its streams."""
    line = ["sh", "-c", f"{sys.executable} -m orchestra_dsl {command}"]
    return subprocess.run(line, capture_output=True, text=True, check=False, env={**os.environ, **environment})


@pytest.mark.parametrize("closed", [">&-", "<&- >&-", ">&- 2>&-"])
def test_output_that_is_closed_is_no_error(desk: Desk, closed: str) -> None:
    desk.start()
    done = shell(f"runs list {closed}")
    assert (done.returncode, done.stderr) == (0, "")
    assert shell(f"lint {closed}").returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only some systems have a device that is always full")
@pytest.mark.parametrize("command", ["runs list", "lint", "runs list --json", "run . quick --with fails=no"])
def test_output_that_cannot_be_written_is_said_once(desk: Desk, command: str) -> None:
    desk.start()
    done = shell(f"{command} > /dev/full")
    assert done.returncode == 1
    message = "the output cannot be written: No space left on device"
    said = json.loads(done.stderr)["error"]["what"] if "--json" in command else done.stderr
    assert said == (message if "--json" in command else f"Error: {message}\n")


def test_output_in_a_narrow_encoding_is_written_all_the_same(desk: Desk) -> None:
    desk.write("handle.orch", SOURCE.replace('"Without people"', '"Bez ludzi, za złoto"'))
    done = shell("run . quick --with fails=no", PYTHONIOENCODING="latin-1")
    assert (done.returncode, done.stderr) == (0, "")
    assert "za z\\u0142oto" in done.stdout


def test_what_is_no_file_is_no_store_and_no_source(desk: Desk) -> None:
    os.mkfifo(desk.folder / "pipe")
    (desk.folder / "folder").mkdir()
    for place in ("/dev/null", "pipe", "folder"):
        assert f"{place}: the store is not a file" in refuse(desk, "runs", "list", "--store", place, code=2)
    for place in ("/dev/zero", "pipe"):
        assert f"{place}: this is neither a regular file nor a folder" in refuse(desk, "lint", place, code=2)


def test_a_package_named_as_a_plugin_file_is_said_to_be_found_by_itself(desk: Desk) -> None:
    desk.write("orchestra.toml", 'plugins = ["nosuchpkg"]\n')
    out = desk.run("lint").out
    assert "there is no file nosuchpkg" in out
    assert "Installed packages need not be named: they are found." in out


def test_the_place_of_a_syntax_error_in_a_plugin_is_said_once(desk: Desk) -> None:
    desk.write("flows.py", "import os\n\ndef (:\n")
    assert desk.run("plugins").err.count("line 3") == 1


@pytest.mark.parametrize(
    ("people", "what"),
    [
        ("[users.ann]\nmanger = 'x'\n", "there is no key `manger` (people.toml)"),
        ("[users", "(people.toml)"),
        (None, "people.toml"),
    ],
)
def test_people_that_cannot_be_read_are_not_called_unknown(desk: Desk, people: str | None, what: str) -> None:
    desk.start()
    if people is None:
        (desk.folder / "people.toml").unlink()
    else:
        desk.write("people.toml", people)
    for command in (["work", "list"], ["work", "claim", "1"], ["work", "complete", "1", "--with", "resolution=x"]):
        message = refuse(desk, *command, "--as", "ann", code=1)
        assert what in message
        assert "knows no" not in message
    assert desk.fine("work", "show", "1").splitlines()[2] == "  status     open for Agents"


def test_a_plugin_that_cannot_be_loaded_might_have_known_the_people(desk: Desk) -> None:
    desk.start()
    desk.write("flows.py", "def x(:\n")
    desk.write("orchestra.toml", 'plugins = ["flows.py"]\n')
    message = refuse(desk, "work", "list", "--as", "ann", code=1)
    assert "plugin flows.py: it cannot be imported: SyntaxError: invalid syntax (flows.py, line 1)" in message
