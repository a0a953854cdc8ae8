"""Where compilations are kept for the next time: a folder of the user's own.

`ORCHESTRA_CACHE` names another folder, or is `off`. Nothing in a cache is needed: where it cannot be written, is
damaged, or others could have written to it, everything is compiled anew.
"""

import contextlib
import os
import sys
from pathlib import Path
from tempfile import mkstemp

VARIABLE = "ORCHESTRA_CACHE"
OTHERS_MAY_WRITE = 0o022


def cache_folder() -> Path | None:
    """The folder of the cache, whether it is there or not; None when there shall be none."""
    named = os.environ.get(VARIABLE)
    if named:
        return None if named == "off" else Path(named).absolute()
    if base := os.environ.get("XDG_CACHE_HOME"):
        return Path(base).absolute() / "orchestra"
    with contextlib.suppress(RuntimeError):  # no home directory is known
        return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "orchestra"
    return None


def read(name: str) -> bytes | None:
    """What was kept under this name, unless others than this user could have put it there."""
    folder = cache_folder()
    if folder is None:
        return None
    try:
        about = folder.stat()
        if about.st_uid != os.geteuid() or about.st_mode & OTHERS_MAY_WRITE:
            return None
        return (folder / name).read_bytes()
    except OSError:
        return None


def write(name: str, data: bytes) -> None:
    """Keep `data` under this name, whole or not at all; where that cannot be, keep nothing."""
    folder = cache_folder()
    if folder is None:
        return
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = mkstemp(dir=folder)
        try:
            with open(handle, "wb") as file:  # noqa: PTH123 - the file is open already
                file.write(data)
            os.replace(temporary, folder / name)  # noqa: PTH105 - the temporary file is a text
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
