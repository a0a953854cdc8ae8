"""Make or mend the virtual environment that the Makefile works in.

    python3 .ci/environment.py core    what `make demo` needs
    python3 .ci/environment.py test    the tools of `make test` and `make lint` too

The plugins in `plugins/` are installed with it: of the core those that end in `-example`, which the example needs.

Done when a stamp named after the content of every pyproject.toml lies in `.venv`. The stamp is
written last and taken away before anything changes, so that a set-up which was interrupted
is found without one and is done again from nothing; so is one that was made in another
folder or by another Python. Uses the standard library only.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import programs

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
EXTRAS = {"core": "[calendars]", "test": "[test]"}
PLUGINS = sorted(ROOT.glob("plugins/*/pyproject.toml"))
MADE_BY = f"{ROOT} Python {sys.version_info.major}.{sys.version_info.minor}"


class SetupError(Exception):
    """The environment cannot be made; the message says what to do about it."""


def main(arguments: list[str]) -> int:
    """Bring the environment to the target named on the command line."""
    if len(arguments) != 1 or arguments[0] not in EXTRAS:
        print(f"usage: environment.py {'|'.join(EXTRAS)}", file=sys.stderr)
        return 2
    with (ROOT / "pyproject.toml").open("rb") as settings:
        # Two `make` at once would undo each other's work; the second waits for the first.
        fcntl.flock(settings, fcntl.LOCK_EX)
        contents = b"".join([settings.read(), *(plugin.read_bytes() for plugin in PLUGINS)])
        try:
            ensure(arguments[0], hashlib.sha256(contents).hexdigest()[:16])
        except SetupError as error:
            print(f"The environment in {VENV} could not be set up: {error}", file=sys.stderr)
            return 1
    return 0


def ensure(target: str, fingerprint: str) -> None:
    """Do what is missing for `target`, and nothing when its stamp is there."""
    stamps = usable_stamps()
    stamp = VENV / f"stamp-{target}-{fingerprint}"
    test_stamp = VENV / f"stamp-test-{fingerprint}"  # the tests' environment holds the core
    if stamp in stamps or test_stamp in stamps:
        return
    print(f"Setting up {VENV.relative_to(ROOT)} ({target}) …", flush=True)
    if not stamps:
        create()
    for old in stamps:
        old.unlink()
    plugins = [each.parent for each in PLUGINS if target == "test" or each.parent.name.endswith("-example")]
    folders = [f"{ROOT}{EXTRAS[target]}", *map(str, plugins)]
    install(*(word for folder in folders for word in ("--editable", folder)))
    if target == "test":
        programs.fetch()
    stamp.write_text(MADE_BY, encoding="utf-8")


def usable_stamps() -> set[Path]:
    """Return the stamps of an environment that this Python completed in this folder."""
    if not os.access(VENV_PYTHON, os.X_OK):
        return set()
    return {stamp for stamp in VENV.glob("stamp-*") if stamp.read_text(encoding="utf-8") == MADE_BY}


def create() -> None:
    """Make an empty environment with a current pip, also without Debian's python3-venv."""
    shutil.rmtree(VENV, ignore_errors=True)
    if not attempt("-m", "venv", str(VENV)):
        shutil.rmtree(VENV, ignore_errors=True)
        if not create_with_borrowed_pip():
            create_with_apt()
    install("--upgrade", "pip")  # an older one writes a start script that is slow


def create_with_borrowed_pip() -> bool:
    """Make the environment bare and let the pip of the system put a pip into it."""
    return attempt("-m", "venv", "--without-pip", str(VENV)) and attempt(
        "-m", "pip", "--python", str(VENV_PYTHON), "install", "--upgrade", "pip"
    )


def create_with_apt() -> None:
    """As root on Debian, fetch the missing package; for others, name it."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        raise SetupError(
            f"{sys.executable} has neither venv nor pip. On Debian and Ubuntu: sudo apt-get install python3-venv"
        )
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run([apt, "update", "-qq"], env)
    run([apt, "install", "-y", "--no-install-recommends", "python3-venv"], env)
    shutil.rmtree(VENV, ignore_errors=True)
    run([sys.executable, "-m", "venv", str(VENV)])


def install(*arguments: str) -> None:
    """Install into the environment with its own pip."""
    run([str(VENV_PYTHON), "-m", "pip", "install", *arguments])


def attempt(*arguments: str) -> bool:
    """Run this Python with `arguments`; say whether it went well."""
    try:
        run([sys.executable, *arguments])
    except SetupError:
        return False
    return True


def run(command: list[str], env: dict[str, str] | None = None) -> None:
    """Run a command silently; when it fails, what it printed is the error."""
    done = subprocess.run(
        command,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        raise SetupError(f"`{' '.join(command)}` failed.\n{done.stdout.strip()}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
