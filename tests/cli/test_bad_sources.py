"""`orchestra lint` on what is hardly a source: a finding or one message, in bounded time and memory."""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SECONDS = 60
MEMORY = 1_500 * 2**20
WITHOUT_RIGHTS = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]
"""What the administrator needs to be refused like anybody."""


def lint(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run `orchestra lint` in a folder; its exit code, and all that it has printed."""
    rights = WITHOUT_RIGHTS if os.geteuid() == 0 and shutil.which("setpriv") else []
    done = subprocess.run(
        [*rights, sys.executable, "-m", "orchestra_dsl", "lint", *arguments],
        cwd=folder,
        env={**os.environ, "ORCHESTRA_CACHE": "off"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
        timeout=SECONDS,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    said = done.stdout + done.stderr
    assert "Traceback" not in said
    assert "failed in a way that it should not" not in said
    return done.returncode, said


def writes(data: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data)


def one_line(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b"record Case { id: text } # ")
        for _ in range(100):
            file.write(b"x" * 1_000_000)


DEEP = 10_000
BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "binary": (writes(bytes(range(256)) * 40), "error O002"),
    "no UTF-8": (writes(b"record Case { id: text } # \xff"), "error O002"),
    "NUL": (writes(b"record Case { id: t\0ext }"), "error O002"),
    "UTF-16": (writes("record Case { id: text }".encode("utf-16")), "error O002"),
    "100 MB in one line": (one_line, "error O003"),
    "nested values": (writes(b"predicate p(a: boolean) = " + b"(" * DEEP + b"a" + b")" * DEEP), "error O003"),
    "nested negations": (writes(b"predicate p(a: boolean) = " + b"not " * DEEP + b"a"), "error O003"),
    "nested lists": (writes(b"predicate p(a: boolean) = " + b"[" * DEEP + b"]" * DEEP), "error O003"),
    "nested types": (writes(b"record R { a: " + b"list<" * DEEP + b"text" + b">" * DEEP + b" }"), "error O003"),
    "nested blocks": (
        writes(b"orchestration o() { " + b"decide d { otherwise { " * DEEP + b"} } " * DEEP + b"}"),
        "error O003",
    ),
    "a circle of imports": (writes(b'import "bad.orch"'), "error O212"),
    "a link to itself": (lambda path: path.symlink_to(path.name), "cannot be read: Too many levels of symbolic links"),
    "a link to nothing": (lambda path: path.symlink_to("nothing"), "there is no such file or folder"),
    "a folder": (lambda path: path.mkdir(), "there is no .orch file in this folder"),
    "a pipe": (os.mkfifo, "this is neither a regular file nor a folder"),
    "nothing": (lambda _path: None, "there is no such file or folder"),
}


FIX = [[kind, "--fix", "--unsafe-fixes"] for kind in ("no UTF-8", "nested values", "a link to itself")]


@pytest.mark.parametrize("given", [*([kind] for kind in BAD), *FIX], ids=lambda given: given[0])
def test_it_is_said_once_and_clearly(tmp_path: Path, given: list[str]) -> None:
    kind, *options = given
    make, what = BAD[kind]
    make(tmp_path / "bad.orch")
    code, said = lint(tmp_path, "bad.orch", *options)
    assert code in (1, 2)
    assert said.count(what) == 1
    assert len(said) < 3000


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    """A folder with a source in a folder that may not be read."""
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("the administrator may read everything")
    (tmp_path / "locked").mkdir()
    (tmp_path / "locked" / "inside.orch").write_text("record Case { id: text }\n", encoding="utf-8")
    (tmp_path / "main.orch").write_text('import "locked/inside.orch"\n', encoding="utf-8")
    (tmp_path / "locked").chmod(0)
    return tmp_path


@pytest.mark.parametrize(
    ("path", "what"),
    [
        (".", "Error: locked: this folder cannot be read: Permission denied\n"),
        ("locked", "Error: locked: this folder cannot be read: Permission denied\n"),
        ("locked/inside.orch", "Error: locked/inside.orch: cannot be read: Permission denied\n"),
        ("main.orch", "The file `locked/inside.orch` cannot be read: Permission denied."),
    ],
)
def test_a_folder_that_may_not_be_read_is_said(locked: Path, path: str, what: str) -> None:
    code, said = lint(locked, path)
    (locked / "locked").chmod(0o700)
    assert code in (1, 2)
    assert what in said


def test_a_file_that_may_not_be_written_is_left_as_it_is(tmp_path: Path) -> None:
    source = tmp_path / "main.orch"
    source.write_text("predicate sure(x: boolean) = x == true\n", encoding="utf-8")
    source.chmod(0o444)
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("the administrator may write everything")
    assert lint(tmp_path, "--fix", "main.orch") == (2, "Error: main.orch: cannot be written: Permission denied\n")
    assert source.read_text(encoding="utf-8") == "predicate sure(x: boolean) = x == true\n"
