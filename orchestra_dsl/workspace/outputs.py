"""The files that commands write beside their answers: drawings, graphs, reports; a source only where it is new."""

import os
from collections.abc import Sequence
from pathlib import Path

from orchestra_dsl.workspace.discovery import SUFFIX, sources_in
from orchestra_dsl.workspace.errors import UsageError
from orchestra_dsl.workspace.paths import shown
from orchestra_dsl.workspace.rewriting import replace
from orchestra_dsl.workspace.settings import FILE_NAME

_OTHER = "Give the name of another file."


def check_output(output: Path, paths: Sequence[Path]) -> None:
    """Refuse a file that is a source, is named like one, or is a project's settings. Raises UsageError.

    `paths` are what the command reads. It is asked before anything is read, so that nobody waits for a refusal.
    """
    target = _target(output)
    if SUFFIX in (target.suffix.lower(), output.suffix.lower()):
        what = f"this is not written, as files that end in {SUFFIX} are sources"
        raise UsageError(what, where=str(output), hint=_OTHER)
    if target.name == FILE_NAME:
        raise UsageError("this is not written, as it holds the settings of a project", where=str(output), hint=_OTHER)
    if _is_file(target) and any(target == source.resolve() for path in paths for _, source in sources_in(path)):
        raise UsageError("this is not written, as it is a source that is read", where=str(output), hint=_OTHER)


def check_new_source(output: Path, made_of: Path, *, force: bool) -> None:
    """Refuse a file that is no source, or one that is there, unless it may be written over. Raises UsageError.

    What the source is made of is never written over.
    """
    target = _target(output)
    if not output.suffix == target.suffix == SUFFIX:
        what = f"this is not written, as the name of a source ends in {SUFFIX}"
        raise UsageError(what, where=str(output), hint=f"Give a name such as case{SUFFIX}.")
    if target == _target(made_of):
        raise UsageError("this is not written, as the source is made of it", where=str(output), hint=_OTHER)
    if os.path.lexists(target) and not force:
        hint = "Give the name of another file, or --force to write over it."
        raise UsageError("this is not written, as it is there already", where=str(output), hint=hint)


def write_output(output: Path, data: bytes) -> None:
    """Write a file, whole or not at all. Raises UsageError."""
    target = _target(output)
    if _is_file(target) or not os.path.exists(target):  # noqa: PTH110 - see below
        replace(target, data)
        return
    try:  # a pipe or a terminal, which stays what it is
        target.write_bytes(data)
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", where=shown(target)) from error


def _is_file(target: Path) -> bool:
    return os.path.isfile(target)  # noqa: PTH113 - it is false, and raises nothing, where nobody may look


def _target(output: Path) -> Path:
    try:
        return (Path.cwd() / output).resolve()
    except (OSError, RuntimeError) as error:  # links that lead to each other
        raise UsageError("cannot be written: its links lead round in a circle", where=str(output)) from error
