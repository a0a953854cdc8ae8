"""Finding a project and its sources from whatever path a user names."""

import os
from errno import ENOENT, ENOTDIR
from pathlib import Path

from orchestra_dsl.workspace.errors import UsageError
from orchestra_dsl.workspace.paths import shown
from orchestra_dsl.workspace.settings import FILE_NAME, Settings, defaults, read_settings

SUFFIX = ".orch"


def project_of(path: Path) -> Settings:
    """The settings of the project that a source, a folder or an `orchestra.toml` belongs to. Raises UsageError.

    It is the nearest folder upwards that has an `orchestra.toml`; without one it is the folder itself.
    """
    path = existing(path)
    if path.is_file() and path.name == FILE_NAME:
        return read_settings(path)
    folder = path if path.is_dir() else path.parent
    file = _settings_above(folder)
    return read_settings(file) if file else defaults(folder)


def _settings_above(folder: Path) -> Path | None:
    files = (each / FILE_NAME for each in (folder, *folder.parents))
    return next((each for each in files if os.path.isfile(each)), None)  # noqa: PTH113 - a Path raises where nobody may look


def folder_of(path: Path) -> Path:
    """The folder in which sources may be changed when this path is named: that of its project. Raises UsageError.

    Of a source that is a link it is the project in which the link stands. Its settings are not read: nothing that is
    wrong with them keeps a source from being formatted.
    """
    path = Path.cwd() / path
    there = existing(path)
    folder = there if there.is_dir() else existing(path.parent)
    file = _settings_above(folder)
    return file.parent if file else folder


def existing(path: Path) -> Path:
    """The absolute path of what is there. Raises UsageError."""
    path = Path.cwd() / path
    try:
        path.stat()
    except OSError as error:
        if error.errno in (ENOENT, ENOTDIR):
            hint = f"Name a {SUFFIX} file or folder."
            raise UsageError("there is no such file or folder", where=shown(path), hint=hint) from error
        raise UsageError(f"cannot be read: {error.strerror}", where=shown(path)) from error
    if not path.is_file() and not path.is_dir():
        raise UsageError("this is neither a regular file nor a folder", where=shown(path))
    return path.resolve()


def sources_of(settings: Settings) -> list[Path]:
    """The sources of a project, in the order of their names. Raises UsageError when a pattern finds nothing."""
    found: dict[Path, None] = {}
    for pattern in settings.sources:
        files = sorted(file for file in _matching(settings, pattern) if file.is_file())
        if not files:
            where = shown(settings.file or settings.folder)
            hint = f"`sources` in {FILE_NAME} lists files or patterns such as *{SUFFIX}."
            raise UsageError(f"there is no source {pattern}", where=where, hint=hint)
        found.update(dict.fromkeys(files))
    return list(found)


def _matching(settings: Settings, pattern: str) -> list[Path]:
    try:
        return list(settings.folder.glob(pattern))
    except (NotImplementedError, ValueError, IndexError) as error:
        where = shown(settings.file or settings.folder)
        hint = "Write a path or a pattern relative to the project's folder."
        raise UsageError(f"the source {pattern!r} cannot be searched for", where=where, hint=hint) from error


def sources_in(path: Path) -> list[tuple[Settings, Path]]:
    """What a path on the command line stands for: a source, a project's sources, or those of all projects below.

    A folder without an `orchestra.toml` above or in it stands for every source below it. Raises UsageError.
    """
    path = existing(path)
    settings = project_of(path)
    if path.is_file() and path.name != FILE_NAME:
        return [(settings, path)]
    if path.is_file() or (path == settings.folder and settings.file is not None):
        return [(settings, source) for source in sources_of(settings)]
    return [(project_of(source), source) for source in sources_below(path)]


def sources_below(folder: Path) -> list[Path]:
    """The sources in a folder and in those below it, but for hidden ones: environments, caches and the like.

    A link that leads nowhere is among them: it is for whoever reads it to say so. Raises UsageError where a folder
    cannot be read, and where there is no source.
    """
    found: list[Path] = []
    for path, folders, files in os.walk(folder, onerror=_unreadable):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        sources = (Path(path, each) for each in files if each.endswith(SUFFIX) and not each.startswith("."))
        found += (each for each in sources if each.is_file() or each.is_symlink())
    if not found:
        raise UsageError(f"there is no {SUFFIX} file in this folder", where=shown(folder))
    return sorted(found)


def _unreadable(error: OSError) -> None:
    raise UsageError(
        f"this folder cannot be read: {error.strerror}",
        where=shown(Path(str(error.filename))),
        hint="Check its permissions, or name the folders and sources that you mean.",
    ) from error
