"""Programs that some tests want and pip cannot install: fetched as root on Debian, else named.

The tests that want one are skipped by name where it is missing. Uses the standard library only.
"""

import os
import shutil
import subprocess
from pathlib import Path

WANTED = {
    "postgresql": ("initdb", sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")))),
    "strace": ("strace", []),
}
"""Debian's packages: a program of each, and where else than on the path it may be."""


def fetch() -> None:
    """Fetch what is missing, if that can be done; say so where it cannot. Nothing depends on it but the tests."""
    missing = [package for package, (program, places) in WANTED.items() if not found(program, places)]
    if not missing:
        return
    names = " ".join(missing)
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        print(f"Some tests will be skipped. To run them on Debian or Ubuntu: sudo apt-get install {names}", flush=True)
        return
    print(f"Installing {names}, for the tests …", flush=True)
    install = [apt, "install", "-y", "--no-install-recommends", *missing]
    if not (attempt([apt, "update", "-qq"]) and attempt(install)):
        print(f"{names} cannot be installed here: the tests that want it will be skipped.", flush=True)


def found(program: str, places: list[str]) -> bool:
    """Whether a program is on this machine."""
    return shutil.which(program, path=os.pathsep.join([*places, os.environ.get("PATH", os.defpath)])) is not None


def attempt(command: list[str]) -> bool:
    """Run a command silently; say whether it went well."""
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0
