"""Programs of this folder, run as processes of their own."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


@contextmanager
def program(name: str, *arguments: object) -> Iterator["subprocess.Popen[str]"]:
    """A program of `programs/`, running; killed at the end if it still does."""
    command = [sys.executable, "-m", f"tests.runtime.programs.{name}", *map(str, arguments)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def read(process: "subprocess.Popen[str]") -> str:
    """The next line that a program prints."""
    assert process.stdout is not None
    line = process.stdout.readline().strip()
    assert line, process.stderr.read() if process.stderr else ""
    return line
