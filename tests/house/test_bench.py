"""`make bench` where pip cannot install what it compares with."""

import subprocess
from pathlib import Path

from tests.house.checkout import ROOT

PYTHON = """\
#!/bin/sh
case "$*" in
*pip*) for line in 1 2 3 4 5 6 7; do echo "line $line" >&2; done; exit 1 ;;
*) echo "measured: $*" ;;
esac
"""


def test_what_pip_says_is_shown_and_the_rest_is_measured(tmp_path: Path) -> None:
    (tmp_path / "python").write_text(PYTHON, encoding="utf-8")
    (tmp_path / "python").chmod(0o755)
    command = ["make", "--no-print-directory", "--old-file=tools", "bench", f"BIN={tmp_path}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines() == [
        "Not everything to compare with can be installed. The last that pip says:",
        *(f"line {number}" for number in range(3, 8)),
        "measured: -m benchmarks.run",
    ]
