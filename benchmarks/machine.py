"""What figures were measured on: the machine, Python, the libraries, the day."""

import os
import platform
import sqlite3
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from orchestra_dsl._version import __version__

LIBRARIES = ("msgspec", "attrs", "lark", "pluggy", "click")


def described() -> list[str]:
    """Lines that say it. The load is that of the last minute, and what else runs on the machine is in it."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    optimised = "" if "--enable-optimizations" in _configured() else " (built without --enable-optimizations)"
    return [
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, Orchestra {__version__}",
        f"{_processor()}, {os.cpu_count()} cores, {platform.platform()}, load {os.getloadavg()[0]:.1f}",
        f"Python {platform.python_version()}{optimised}, SQLite {sqlite3.sqlite_version}, {libraries}",
    ]


def _configured() -> str:
    import sysconfig  # noqa: PLC0415 - slow to load, and wanted once

    return str(sysconfig.get_config_var("CONFIG_ARGS") or "")


def _processor() -> str:
    """The processor's name, where the system tells it."""
    file = Path("/proc/cpuinfo")
    if sys.platform == "linux" and file.exists():
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
