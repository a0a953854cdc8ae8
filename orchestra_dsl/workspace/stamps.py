"""Stamps: from what a compilation was made, so that a later one can tell whether anything has changed.

What it was made from: the sources, `orchestra.toml`, the plugins with every module that they import, the environment
that they are installed in, and Orchestra itself. Sources are compared by content; the many files of code by time and
size, because a warm `orchestra lint` would otherwise spend more on reading them than on its work.
"""

import os
import sys
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import orchestra_dsl
from orchestra_dsl._version import __version__

Stamps = dict[str, str]
"""Path to what was found there; the path of an environment stands for whatever is installed in it."""


def environment() -> str:
    """What a compilation depends on beside files: the version of Orchestra, and the Python that runs it."""
    return f"{__version__} {sys.version} {sys.prefix} {os.pathsep.join(sys.path)}"


def of_text(data: bytes) -> str:
    """The stamp of a source that was read already."""
    return sha256(data).hexdigest()


def of_file(path: str) -> str:
    """The stamp of a file or folder by its time and size; `missing` where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - hundreds of them, and a Path costs more than the call
    except OSError:
        return "missing"
    return f"{found.st_mtime_ns} {found.st_size}"


def of_code() -> Stamps:
    """The stamps of all code that is loaded now, the folders that code is looked for in, and the grammar.

    Called after plugins were loaded and sources compiled, so that whatever took part in it is among them; that it
    names what took no part only means that a change of it compiles once more.
    """
    grammar = Path(orchestra_dsl.__file__).parent.parent / "grammar"
    loaded = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    library = f"{Path(os.__file__).parent}{os.sep}"
    files = {file for file in loaded if file and (not file.startswith(library) or "-packages" in file)}
    files.update(path for path in sys.path if path and path != os.getcwd())  # noqa: PTH109 - texts throughout
    files.update(map(str, grammar.glob("orchestra.*")))
    return {path: of_file(path) for path in sorted(files)}


def of_files(paths: Iterable[Path]) -> Stamps:
    """The stamps of single files."""
    return {str(path): of_file(str(path)) for path in paths}


def unchanged(files: Stamps) -> bool:
    """Whether files of code are as they were stamped."""
    return all(of_file(path) == stamp for path, stamp in files.items())
