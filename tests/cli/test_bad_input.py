"""Whatever is wrong ends in one clear message that says what, where and what to do, and harms nothing stored."""

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestra_dsl.plugin.masking import mask_from_now
from orchestra_dsl.workspace.printing import plugins_come
from tests.cli.project import FLOWS, SOURCE, Desk

STORE = ".orchestra/store.db"


def refuse(desk: Desk, *command: str, code: int) -> str:
    """Run a command that has to be refused; its message."""
    said = desk.run(*command)
    assert said.code == code, said
    assert "Traceback" not in said.err + said.out
    return said.err


def test_a_syntax_error_keeps_a_run_from_starting(desk: Desk) -> None:
    desk.write("handle.orch", SOURCE.replace("interactive fix = ", "interactive = "))
    message = refuse(desk, "run", ".", "quick", "--with", "fails=no", code=1)
    assert message.startswith("handle.orch:22:17: error O101: ")
    assert message.endswith("Found 1 error.\nTo read more: orchestra explain O101\n")
    assert not (desk.folder / STORE).exists()


def test_a_flow_that_is_not_declared_is_a_finding(desk: Desk) -> None:
    desk.write("handle.orch", SOURCE.replace("= classify(case)", "= clasify(case)"))
    message = refuse(desk, "compile", ".", code=1)
    assert "error O203" in message
    assert "Did you mean `classify`?" in message


def test_a_flow_that_no_plugin_supplies_is_a_finding(desk: Desk) -> None:
    desk.write("flows.py", FLOWS.replace('@flow("classify")', '@flow("classified")'))
    said = desk.run("lint")
    assert said.code == 1
    assert said.out.startswith("handle.orch:9:6: error O701: ")


def test_a_plugin_with_another_signature_is_a_finding(desk: Desk) -> None:
    desk.write("flows.py", FLOWS.replace("case: Case, context", "case: str, context"))
    said = desk.run("lint")
    assert said.code == 1
    assert said.out.startswith("handle.orch:9:")
    assert "error O703" in said.out


def test_a_plugin_that_cannot_be_imported_is_a_finding(desk: Desk) -> None:
    desk.write("flows.py", FLOWS.replace("import pathlib", "import pathlibb"))
    said = desk.run("lint")
    assert said.code == 1
    assert (
        "orchestra.toml:2:12: error O704: The plugin flows.py: it cannot be imported: ModuleNotFoundError: " in said.out
    )
    assert "(flows.py, line 1)" in said.out
    assert refuse(desk, "plugins", code=1) == (
        "Error: flows.py, line 1: the plugin flows.py: it cannot be imported: "
        "ModuleNotFoundError: No module named 'pathlibb'\n"
        "  Install the package that has pathlibb, in the environment that runs Orchestra.\n"
    )


def test_a_mended_plugin_is_seen_at_once(desk: Desk) -> None:
    desk.write("flows.py", FLOWS.replace("import pathlib", "import pathlibb"))
    assert desk.run("lint").code == 1
    desk.write("flows.py", FLOWS)
    assert desk.fine("lint") == "No findings.\n"
    desk.write("flows.py", FLOWS.replace("case: Case, context", "case: str, context"))
    assert desk.run("lint").code == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('plugin = ["flows.py"]', "orchestra.toml:1: unknown key `plugin`\n  Did you mean `plugins`?\n"),
        ("sources = 3", "orchestra.toml:1: `sources` has to be a list of texts\n"),
        ('sources = ["nothing.orch"]', "orchestra.toml: there is no source nothing.orch\n"),
        ("=", "orchestra.toml: this is not valid TOML: "),
    ],
)
def test_a_wrong_configuration_is_named_by_its_key(desk: Desk, text: str, message: str) -> None:
    desk.write("orchestra.toml", text)
    assert refuse(desk, "lint", code=2).startswith(f"Error: {message}")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            ("desk.fix", "desk.fx"),
            "answers.toml: answer 1: there is no interactive step `desk.fx`\n  Did you mean `desk.fix`?",
        ),
        (("resolution =", "resolutio ="), "answers.toml: answer 1: this does not fit the screen fix_case: resolutio: "),
        (("[[answer]]", "[[answers]]"), "answers.toml: unknown key `answers`\n  Did you mean `answer`?"),
        (("as =", "who ="), "answers.toml: answer 1: unknown key `who`\n  Write [[answer]] with"),
        (('"ann"', '"ann'), "answers.toml: this is not valid TOML: "),
    ],
)
def test_answers_that_fit_no_step_are_refused_before_anything_runs(
    desk: Desk, change: tuple[str, str], message: str
) -> None:
    desk.write("answers.toml", (desk.folder / "answers.toml").read_text(encoding="utf-8").replace(*change))
    desk.put()
    said = refuse(desk, "run", ".", "handle", "--with", "case=1", "--answers", "answers.toml", code=2)
    assert said.startswith(f"Error: {message}")
    assert desk.fine("runs", "list") == "There are no runs.\n"


def test_an_answer_of_somebody_who_may_not_is_refused_and_the_run_goes_on_later(desk: Desk) -> None:
    answers = (desk.folder / "answers.toml").read_text(encoding="utf-8")
    desk.write("answers.toml", answers.replace('"ann"', '"zoe"'))
    desk.put()
    command = ["run", ".", "handle", "--with", "case=1", "--answers", "answers.toml"]
    assert refuse(desk, *command, code=2) == (
        "Error: the answer to desk.fix is refused: zoe may not: this work item is for Agents\n"
        "  Change the answers file; the run is stored, and goes on from here.\n"
    )
    desk.write("answers.toml", answers)
    assert "ended: Fixed" in desk.fine(*command)


# --- the store --------------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of half a megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["/bin/mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("a small file system can only be mounted as root")
    yield folder
    subprocess.run(["/bin/umount", "--lazy", str(folder)], check=True)


def test_a_store_that_another_program_holds_locked_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    run = desk.start()
    monkeypatch.setattr("orchestra_dsl.runtime.sqlite.opening.begin.__defaults__", (0.2,))  # it waits for 10 s
    with contextlib.closing(sqlite3.connect(STORE, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        message = refuse(desk, "runs", "cancel", run, code=1)
        other.execute("ROLLBACK")
    assert message.startswith(f"Error: {desk.folder / STORE}: ")
    assert "locked" in message or "another process" in message
    desk.fine("runs", "cancel", run)


def test_a_store_that_cannot_be_written_is_said(desk: Desk, small_disk: Path) -> None:
    store = str(small_disk / "store.db")
    command = ["run", ".", "quick", "--with", "fails=no", "--new", "--store", store]
    desk.fine(*command)
    subprocess.run(["/bin/mount", "-o", "remount,ro", str(small_disk)], check=True)
    message = refuse(desk, *command, code=1)
    assert message.startswith(f"Error: {store}: ")
    assert "cannot be written" in message


def test_a_damaged_store_is_said_and_left_as_it_is(desk: Desk) -> None:
    desk.start()
    damaged = (desk.folder / STORE).read_bytes()[:4096] + b"\0" * 4096
    (desk.folder / STORE).write_bytes(damaged)
    for suffix in ("-wal", "-shm"):
        Path(f"{STORE}{suffix}").unlink(missing_ok=True)
    message = refuse(desk, "runs", "list", code=1)
    assert message.startswith(f"Error: {desk.folder / STORE}: ")
    assert "damaged" in message
    assert (desk.folder / STORE).read_bytes() == damaged


def test_a_file_that_is_no_store_is_said_and_left_as_it_is(desk: Desk) -> None:
    desk.write("notes.txt", "These are my notes.\n" * 100)
    message = refuse(desk, "runs", "list", "--store", "notes.txt", code=1)
    assert message.startswith(f"Error: {desk.folder / 'notes.txt'}: ")
    assert (desk.folder / "notes.txt").read_text(encoding="utf-8").startswith("These are my notes.")


def test_a_store_in_a_folder_that_is_not_there_is_said(desk: Desk) -> None:
    message = refuse(desk, "record", "put", "Case", "case.json", "--store", "missing/store.db", code=2)
    assert "there is no folder" in message


def test_a_full_disk_is_said_and_what_was_stored_before_is_there(desk: Desk, small_disk: Path) -> None:
    store = str(small_disk / "store.db")
    command = ["run", ".", "quick", "--with", "fails=no", "--new", "--store", store]
    desk.fine(*command)
    free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
    (small_disk / "ballast").write_bytes(b"x" * free)
    message = refuse(desk, *command, code=1)
    assert message.startswith(f"Error: {store}: ")
    assert "full" in message
    (small_disk / "ballast").unlink()
    assert len(desk.run("runs", "list", "--json", "--store", store).json["runs"]) == 1


# --- the command itself -----------------------------------------------------------------------------------------


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
