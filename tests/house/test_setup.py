"""The Makefile's set-up: does what is missing, mends what was interrupted, says what it needs."""

import importlib.util
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

from tests.house.checkout import ROOT, copy_to


class Recorder:
    """Stands for the programs that set-up starts: notes them, fails those that it is told to."""

    def __init__(self, environment: ModuleType) -> None:
        self.environment = environment
        self.commands: list[str] = []
        self.failing: set[str] = set()

    def run(self, command: list[str], env: dict[str, str] | None = None) -> None:
        """Pretend to run a command."""
        self.commands.append(" ".join(Path(word).name for word in command[1:]))
        if any(words in self.commands[-1] for words in self.failing):
            raise self.environment.SetupError(f"{command} failed with {sorted(env or {})[:0]}")
        if "venv" in command:
            self._make()

    def attempt(self, command: list[str]) -> bool:
        """Pretend to run a command that may fail."""
        self.commands.append(" ".join(command))
        return not any(words in self.commands[-1] for words in self.failing)

    def _make(self) -> None:
        python: Path = self.environment.VENV_PYTHON
        python.parent.mkdir(parents=True)
        python.symlink_to(sys.executable)


@pytest.fixture
def recorder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """Load the set-up of a copy of the checkout, with the programs that it starts replaced."""
    copy_to(tmp_path)
    spec = importlib.util.spec_from_file_location("environment", tmp_path / ".ci" / "environment.py")
    assert spec is not None
    assert spec.loader is not None
    monkeypatch.syspath_prepend(str(tmp_path / ".ci"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made = Recorder(module)
    monkeypatch.setattr(module, "run", made.run)
    monkeypatch.setattr(module.programs, "attempt", made.attempt)
    monkeypatch.setattr(module.programs, "WANTED", {"postgresql": ("initdb", [])})
    monkeypatch.setattr(module.shutil, "which", lambda name, **_: name)
    monkeypatch.setattr(module.os, "geteuid", lambda: 0)
    return made


FRESH = ["-m venv .venv", "-m pip install --upgrade pip"]


def editable(recorder: Recorder, extra: str = "[calendars]") -> str:
    """Return the command that installs the checkout."""
    return f"-m pip install --editable {recorder.environment.ROOT.name}{extra}"


def test_a_fresh_checkout_is_set_up_once(recorder: Recorder) -> None:
    assert recorder.environment.main(["core"]) == 0
    assert recorder.commands == [*FRESH, editable(recorder)]
    assert recorder.environment.main(["core"]) == 0
    assert len(recorder.commands) == 3


def test_the_core_does_not_do_for_the_tests_but_the_tests_do_for_the_core(recorder: Recorder) -> None:
    recorder.environment.main(["core"])
    recorder.environment.main(["test"])
    assert recorder.commands[3:] == [editable(recorder, "[test]")]
    recorder.environment.main(["core"])
    assert len(recorder.commands) == 4


def test_an_interrupted_set_up_is_done_again_from_nothing(recorder: Recorder) -> None:
    recorder.failing = {"--editable"}
    assert recorder.environment.main(["test"]) == 1
    rest = recorder.environment.VENV / "half-installed"
    rest.touch()
    recorder.failing = set()
    assert recorder.environment.main(["test"]) == 0
    assert recorder.commands[3:] == [*FRESH, editable(recorder, "[test]")]
    assert not rest.exists()


def test_an_interrupted_update_is_done_again_from_nothing(recorder: Recorder) -> None:
    recorder.environment.main(["core"])
    recorder.failing = {"[test]"}
    assert recorder.environment.main(["test"]) == 1
    recorder.failing = set()
    recorder.environment.main(["core"])
    assert recorder.commands[4:] == [*FRESH, editable(recorder)]


def test_changed_settings_update_the_environment_that_is_there(recorder: Recorder) -> None:
    recorder.environment.main(["core"])
    with (recorder.environment.ROOT / "pyproject.toml").open("a") as settings:
        settings.write("# changed\n")
    recorder.environment.main(["core"])
    assert recorder.commands[3:] == [editable(recorder)]


def test_the_plugins_are_installed_with_it_and_a_changed_one_updates_the_environment(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugin = recorder.environment.ROOT / "plugins" / "mine-example" / "pyproject.toml"
    plugin.parent.mkdir(parents=True)
    plugin.touch()
    monkeypatch.setattr(recorder.environment, "PLUGINS", [plugin])
    recorder.environment.main(["core"])
    plugin.write_text("# changed\n")
    recorder.environment.main(["core"])
    assert recorder.commands[2:] == [f"{editable(recorder)} --editable mine-example"] * 2


def test_the_core_has_the_plugins_of_the_example_alone(recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = [recorder.environment.ROOT / "plugins" / name for name in ("an-example", "other")]
    for folder in folders:
        folder.mkdir(parents=True)
        (folder / "pyproject.toml").touch()
    monkeypatch.setattr(recorder.environment, "PLUGINS", [folder / "pyproject.toml" for folder in folders])
    recorder.environment.main(["core"])
    recorder.environment.main(["test"])
    assert recorder.commands[2:] == [
        f"{editable(recorder)} --editable an-example",
        f"{editable(recorder, '[test]')} --editable an-example --editable other",
    ]


def test_an_environment_of_another_folder_or_python_is_made_anew(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder.environment.main(["core"])
    monkeypatch.setattr(recorder.environment, "MADE_BY", "/elsewhere Python 3.11")
    recorder.environment.main(["core"])
    assert recorder.commands[3:5] == FRESH


def test_an_environment_whose_python_has_gone_is_made_anew(recorder: Recorder) -> None:
    recorder.environment.main(["core"])
    recorder.environment.VENV_PYTHON.unlink()
    recorder.environment.main(["core"])
    assert recorder.commands[3:5] == FRESH


def test_without_the_venv_package_the_pip_of_the_system_helps(recorder: Recorder) -> None:
    recorder.failing = {"-m venv .venv"}
    assert recorder.environment.main(["core"]) == 0
    assert recorder.commands == [
        "-m venv .venv",
        "-m venv --without-pip .venv",
        "-m pip --python python install --upgrade pip",
        "-m pip install --upgrade pip",
        editable(recorder),
    ]


def test_root_fetches_the_venv_package_when_nothing_else_helps(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder.environment, "attempt", lambda *_: False)
    assert recorder.environment.main(["core"]) == 0
    assert recorder.commands == [
        "update -qq",
        "install -y --no-install-recommends python3-venv",
        *FRESH,
        editable(recorder),
    ]


def test_others_are_told_which_package_is_missing(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(recorder.environment.os, "geteuid", lambda: 1000)
    recorder.failing = {"venv"}
    assert recorder.environment.main(["core"]) == 1
    assert "sudo apt-get install python3-venv" in capsys.readouterr().err


def test_a_failed_command_is_shown_with_what_it_printed(tmp_path: Path) -> None:
    copy_to(tmp_path)
    code = (
        "import sys; sys.path.insert(0, '.ci'); import environment; environment.run(['sh', '-c', 'echo why; exit 3'])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "SetupError: `sh -c echo why; exit 3` failed.\nwhy" in done.stderr


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run make in `folder` as from a shell, also when these tests were started by make."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        ["make", *arguments],  # noqa: S607 - make is found on the path, as people do it
        cwd=folder,
        env=inherited,
        capture_output=True,
        text=True,
        check=False,
    )


def test_make_alone_lists_the_targets() -> None:
    done = make(ROOT)
    assert done.returncode == 0
    assert [line.split()[1] for line in done.stdout.splitlines()] == [
        "demo",
        "test",
        "test-long",
        "long-run",
        "coverage",
        "mutants",
        "bench",
        "bench-mistakes",
        "lint",
        "docs",
        "grammar",
        "clean",
    ]


def test_a_python_that_is_too_old_is_named_with_its_version(tmp_path: Path) -> None:
    old = tmp_path / "old-python"
    old.write_text('#!/bin/sh\ncase "$2" in *exit*) exit 1;; *) echo 3.9.6;; esac\n')
    old.chmod(0o755)
    done = make(ROOT, f"PYTHON={old}", "core")
    assert done.returncode != 0
    assert done.stderr.splitlines()[0] == (
        f"Orchestra needs Python 3.11 or newer; '{old}' is 3.9.6. Name another: make PYTHON=python3.12 …"
    )


def test_a_python_that_is_not_there_is_named() -> None:
    done = make(ROOT, "PYTHON=no-such-python", "core")
    assert done.returncode != 0
    assert done.stderr.splitlines()[0].startswith(
        "Orchestra needs Python 3.11 or newer, and there is no 'no-such-python'."
    )


@pytest.mark.parametrize(("failing", "called"), [("", ["lint", "test"]), ("lint", ["lint"])])
def test_ci_runs_the_linters_and_then_the_tests(tmp_path: Path, failing: str, called: list[str]) -> None:
    log = tmp_path / "log"
    fake = tmp_path / "make"
    fake.write_text(f'#!/bin/sh\necho "$1" >> {log}\ntest "$1" != "{failing}"\n')
    fake.chmod(0o755)
    path = f"{tmp_path}:/usr/bin:/bin"
    done = subprocess.run([ROOT / ".ci" / "run"], cwd=tmp_path, env={"PATH": path}, check=False)
    assert log.read_text().split() == called
    assert (done.returncode == 0) == (not failing)


@pytest.mark.stress
def test_a_set_up_that_was_killed_is_mended_by_the_next(tmp_path: Path) -> None:
    copy_to(tmp_path)
    command = ["make", f"PYTHON={sys.executable}", "core"]
    first = subprocess.Popen(command, cwd=tmp_path, start_new_session=True)
    limit = time.monotonic() + 120
    while not (tmp_path / ".venv" / "bin" / "pip").exists():
        assert time.monotonic() < limit
        time.sleep(0.05)
    time.sleep(1)  # in the middle of the installation
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    assert not list((tmp_path / ".venv").glob("stamp-*"))
    done = make(tmp_path, f"PYTHON={sys.executable}", "core")
    assert done.returncode == 0, done.stderr
    answer = subprocess.run(
        [tmp_path / ".venv" / "bin" / "orchestra", "--version"], capture_output=True, text=True, check=True
    )
    assert answer.stdout.startswith("orchestra ")


def lacking(recorder: Recorder, monkeypatch: pytest.MonkeyPatch, *, root: bool = True) -> None:
    """Set up for the tests on a machine without PostgreSQL."""
    has_apt = {"apt-get": "apt-get"}
    monkeypatch.setattr(recorder.environment.shutil, "which", lambda name, **_: has_apt.get(name))
    monkeypatch.setattr(recorder.environment.os, "geteuid", lambda: 0 if root else 1000)
    assert recorder.environment.main(["test"]) == 0


def test_programs_of_the_tests_are_installed_once_and_by_root(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lacking(recorder, monkeypatch)
    installed = ["apt-get update -qq", "apt-get install -y --no-install-recommends postgresql"]
    assert recorder.commands[-2:] == installed
    assert "Installing postgresql, for the tests …" in capsys.readouterr().out
    recorder.environment.main(["test"])
    assert recorder.commands[-2:] == installed
    assert len(recorder.commands) == 5


def test_where_they_cannot_be_installed_that_is_said_and_the_rest_works(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    recorder.failing.add("apt-get")
    lacking(recorder, monkeypatch)
    assert "postgresql cannot be installed here: the tests that want it will be skipped." in capsys.readouterr().out


def test_who_is_not_root_is_told_what_to_install(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lacking(recorder, monkeypatch, root=False)
    assert "sudo apt-get install postgresql" in capsys.readouterr().out
    assert not any("apt-get" in each for each in recorder.commands)
