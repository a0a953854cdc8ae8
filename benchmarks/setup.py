"""Make the environment of the benchmarks, `.venv/bench`, with everything to compare with; say what is missing of it.

It is one of its own: what peers bring along (plugins of pytest among it) has no business where the tests run.
"""

import re
import shutil
import subprocess
import sys
from importlib.metadata import requires
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / ".venv" / "bench"
PYTHON = FOLDER / "bin" / "python"
XSTATE = "xstate@5"
_BENCH = re.compile(r"""^(.*?);\s*extra\s*==\s*["']bench["']""")


def main() -> int:
    """Install; what cannot be installed is named, and is no reason not to measure the rest."""
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(FOLDER)], check=True)
    example = ("[calendars]", *(f"/plugins/{each.name}" for each in sorted(ROOT.glob("plugins/*-example"))))
    trouble = _installed(*(word for each in example for word in ("--editable", f"{ROOT}{each}")))
    if trouble:
        print(f"The environment of the benchmarks cannot be made. The last that pip says:\n{trouble}")
        return 1
    if _installed(*_wanted()):
        for each in _wanted():
            trouble = _installed(each)
            if trouble:
                print(f"{each} cannot be installed, and is not measured. The last that pip says:\n{trouble}")
    _install_xstate()
    return 0


def _wanted() -> list[str]:
    """The requirements of the extra."""
    matches = (_BENCH.match(each) for each in requires("orchestra-dsl") or ())
    return [match[1].strip() for match in matches if match]


def _installed(*words: str) -> str:
    """Have pip install something into the environment; answers what it says where it cannot."""
    command = [sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "--quiet", *words]
    done = subprocess.run(command, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return _last(done.stderr) if done.returncode else ""


def _install_xstate() -> None:
    if shutil.which("npm") is None:
        print("There is no npm here: xstate is not measured.")
        return
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(FOLDER / "node"), XSTATE]
    done = subprocess.run(command, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        print(f"{XSTATE} cannot be installed, and is not measured. The last that npm says:\n{_last(done.stderr)}")


def _last(said: str) -> str:
    return "\n".join(f"  {line}" for line in said.strip().splitlines()[-5:]) or "  nothing"


if __name__ == "__main__":
    sys.exit(main())
