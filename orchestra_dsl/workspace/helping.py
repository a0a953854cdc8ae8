"""Other processes that compile a part of many sources into the cache, where the one that asks for all finds it.

Nothing but the names of sources is sent to them, and nothing is sent back. One that fails has only not helped.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from orchestra_dsl.workspace import cache_folder

FEWEST = 30
"""The sources that one process compiles at least: it takes about as long to start as ten of them."""

_MOST = 8
_PATIENCE = 600
"""Seconds that another process gets for its share once this one has done its own."""
_PROGRAM = (
    "import json, sys; told = json.load(sys.stdin); sys.path[:] = told['path']; "
    "from orchestra_dsl.workspace.checking import compile_share; compile_share(told['project'], told['sources'])"
)


@contextmanager
def shared_out(project: Path, sources: Sequence[Path]) -> Iterator[Sequence[Path]]:
    """Have other processes compile a part of the sources as long as the block lasts; the rest is for the caller."""
    count = min(os.cpu_count() or 1, _MOST, len(sources) // FEWEST)
    if count <= 1 or cache_folder.cache_folder() is None:
        yield sources
        return
    helpers = [_start(project, sources[place::count]) for place in range(1, count)]
    try:
        yield sources[::count]
        for helper in helpers:
            with suppress(subprocess.TimeoutExpired):  # what it has not compiled is compiled here
                helper.wait(timeout=_PATIENCE)
    finally:
        for helper in helpers:
            helper.kill()
            helper.wait()


def _start(project: Path, sources: Sequence[Path]) -> "subprocess.Popen[bytes]":
    told = {"path": sys.path, "project": str(project), "sources": [str(each) for each in sources]}
    pipe, quiet = subprocess.PIPE, subprocess.DEVNULL
    helper = subprocess.Popen([sys.executable, "-P", "-c", _PROGRAM], stdin=pipe, stdout=quiet, stderr=quiet)  # noqa: S603 - this Python
    if helper.stdin is not None:
        with suppress(OSError), helper.stdin as stdin:  # one that has ended already reads nothing
            stdin.write(json.dumps(told).encode())
    return helper
