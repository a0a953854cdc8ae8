"""Sources as they were in a commit of git: `HEAD:examples/case_management`."""

import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from orchestra_dsl.workspace.errors import UsageError

_PATIENCE = 60
"""Seconds that git gets to hand over a commit."""


@contextmanager
def checked_out(revision: str, path: str) -> Iterator[Path]:
    """The path as it was in the commit, in a folder of its own that goes with the block. Raises UsageError."""
    where = f"{revision}:{path}"
    if revision.startswith("-") or not revision:
        raise UsageError("there is no such file or folder, and no such commit", where=where)
    top = Path(_git(Path(), where, "rev-parse", "--show-toplevel").decode().strip())
    inside = _inside(top, path, where)
    archive = _git(top, where, "archive", "--format=tar", revision)
    with TemporaryDirectory(prefix="orchestra-") as folder:
        with tarfile.open(fileobj=BytesIO(archive)) as tar:
            tar.extractall(folder, filter="data")
        found = Path(folder) / inside
        if not found.exists():
            raise UsageError("the commit has no such file or folder", where=where)
        yield found


def _inside(top: Path, path: str, where: str) -> Path:
    try:
        return (Path.cwd() / path).resolve().relative_to(top.resolve())
    except ValueError as error:
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
