"""Sources as they were in a commit of git: `HEAD:examples/case_management`."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from orchestra_dsl.workspace.discovery import SUFFIX
from orchestra_dsl.workspace.errors import UsageError
from orchestra_dsl.workspace.settings import FILE_NAME

_PATIENCE = 60
"""Seconds that git gets for an answer."""

_FILE = "100"
"""With this the mode of a regular file begins; links and submodules are left out."""


@contextmanager
def checked_out(revision: str, path: str) -> Iterator[Path]:
    """The path as it was in the commit, in a folder of its own that goes with the block. Raises UsageError.

    Only sources and the settings of projects are there: nothing else takes part in what they say.
    """
    where = f"{revision}:{path}"
    if revision.startswith("-") or not revision:
        raise UsageError("there is no such file or folder, and no such commit", where=where)
    top = Path(os.fsdecode(_git(Path(), where, "rev-parse", "--show-toplevel")).strip())
    inside = _inside(top, path, where)
    with TemporaryDirectory(prefix="orchestra-") as name:
        folder = Path(name)
        for file, blob in _files(top, where, revision):
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_bytes(_git(top, where, "cat-file", "blob", blob))
        if not (folder / inside).exists():
            raise UsageError("the commit has no such source or folder of sources", where=where)
        yield folder / inside


def _files(top: Path, where: str, revision: str) -> Iterator[tuple[str, str]]:
    """The sources and settings of the commit: their paths, and the names of what they hold."""
    for entry in _git(top, where, "ls-tree", "-r", "-z", "--full-tree", revision).split(b"\0"):
        about, tab, path = os.fsdecode(entry).partition("\t")
        if tab and about.startswith(_FILE) and (path.endswith(SUFFIX) or Path(path).name == FILE_NAME):
            yield path, about.split()[2]


def _inside(top: Path, path: str, where: str) -> Path:
    try:
        return (Path.cwd() / path).resolve().relative_to(top.resolve())
    except (ValueError, OSError) as error:
        raise UsageError("the path lies outside the repository", where=where) from error


def _git(folder: Path, where: str, *arguments: str) -> bytes:
    command = ["git", "-C", str(folder), *arguments]
    hint = "Write a commit, a tag or a branch before the colon, and a path of the same repository after it."
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_PATIENCE)  # noqa: S603 - no shell
    except FileNotFoundError as error:
        raise UsageError("git is not installed, so no commit can be read", where=where) from error
    except subprocess.TimeoutExpired as error:
        raise UsageError(f"git has not answered within {_PATIENCE} s", where=where) from error
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise UsageError(f"git says: {said[0] if said else done.returncode}", where=where, hint=hint)
    return done.stdout
