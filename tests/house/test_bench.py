"""`make bench`: its environment is made first, and what cannot be installed is named and is no reason to stop."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import setup
from tests.house.checkout import ROOT

PYTHON = '#!/bin/sh\necho "$*"\n'


def test_the_environment_is_made_and_the_rows_that_are_named_are_measured(tmp_path: Path) -> None:
    (tmp_path / "python").write_text(PYTHON, encoding="utf-8")
    (tmp_path / "python").chmod(0o755)
    fakes = [f"BIN={tmp_path}", f"BENCH={tmp_path}", "ROWS=--quick steps"]
    command = ["make", "--no-print-directory", "--old-file=tools", "bench", *fakes]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines() == ["-m benchmarks.setup", "-m benchmarks.run --quick steps"]


class Pip:
    """Stands for pip and npm: what is named `broken` they cannot install."""

    def __init__(self, *broken: str) -> None:
        self.broken = broken
        self.installed: list[str] = []

    def __call__(self, command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        words = command[command.index("install") + 1 :] if "install" in command else []
        if any(each.startswith(bad) for each in words for bad in self.broken):
            said = "".join(f"line {number}\n" for number in range(1, 8))
            return subprocess.CompletedProcess(command, 1, "", said)
        self.installed += words
        return subprocess.CompletedProcess(command, 0, "", "")


def test_what_cannot_be_installed_is_named_with_what_pip_says(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pip = Pip("dbos")
    monkeypatch.setattr(subprocess, "run", pip)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert setup.main() == 0
    assert capsys.readouterr().out.splitlines() == [
        "dbos>=3.4 cannot be installed, and is not measured. The last that pip says:",
        *(f"  line {number}" for number in range(3, 8)),
        "There is no npm here: xstate is not measured.",
    ]
    assert {"spiffworkflow>=3.2", "transitions>=0.9.3", "tree-sitter>=0.25"} <= set(pip.installed)


def test_without_the_package_itself_nothing_is_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(subprocess, "run", Pip("--editable"))
    assert setup.main() == 1
    assert "cannot be made" in capsys.readouterr().out


def test_nothing_of_the_product_imports_a_peer() -> None:
    """SpiffWorkflow is LGPL: it may be measured, and nothing else."""
    loaded = "import sys, orchestra_dsl.runtime, orchestra_dsl.cli.root; print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True, timeout=60)
    assert "SpiffWorkflow" not in done.stdout
