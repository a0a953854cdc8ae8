"""Faults of the disk: strace lets a real process's system calls on the files of a store fail.

    fault = Fault("fdatasync", "EIO", "3+4")        # the third of a thread's calls, and every fourth from there on

strace counts the calls of each thread by itself, so nothing here depends on how fast a machine is. Where it is missing,
the tests are skipped by name; where CI=true they fail instead: nobody reads there what was skipped.
"""

import functools
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from attrs import frozen

WAYS = {"write": "pwrite64", "sync": "fsync,fdatasync"}
"""The system calls by which SQLite writes, and makes sure that what is written is on the disk."""


@frozen
class Fault:
    """What fails, how, and at which of a thread's calls: `3`, `3+` (from there on), `3+4` (every fourth), `3..9`."""

    way: str
    error: str
    when: str

    def __str__(self) -> str:
        return f"{self.way} {self.error} {self.when}"

    def command(self, strace: str, store: Path, log: Path) -> list[str]:
        """What goes before the command of the process that is to meet this fault at this store."""
        files = [word for end in ("", "-wal") for word in ("-P", f"{store}{end}")]
        calls = WAYS[self.way]
        inject = f"inject={calls}:error={self.error}:when={self.when}"
        return [strace, "-f", "-qq", "-o", str(log), *files, "-e", f"trace={calls}", "-e", inject]


def injected(log: Path) -> int:
    """How many calls have failed, as strace has noted it."""
    return len(re.findall(r"\(INJECTED\)$", log.read_text(encoding="utf-8"), re.MULTILINE))


def strace_or_skip() -> str:
    """The program; without it the test is skipped, and fails where CI=true."""
    program = shutil.which("strace")
    if program is not None and can_trace(program):
        return program
    what = "strace is not installed" if program is None else "strace may not trace processes here"
    message = f"{what}, so no faults of the disk can be tried. On Debian or Ubuntu: sudo apt-get install strace"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@functools.cache
def can_trace(program: str) -> bool:
    """Whether it does anything here: containers may forbid it."""
    command = [program, "-f", "-qq", "-o", os.devnull, "true"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
