"""The sources of a project by name, each read once: what the compiler loads imports through.

A source's name is its path relative to the project's folder, so that a compilation is the same from wherever it was
asked for; what people are shown is relative to where they are.
"""

import os
from collections.abc import Mapping
from errno import EINVAL
from pathlib import Path

from orchestra_dsl.source import SourceFile
from orchestra_dsl.workspace.discovery import SUFFIX
from orchestra_dsl.workspace.paths import shown
from orchestra_dsl.workspace.stamps import of_text

LARGEST = 64 * 1024 * 1024
"""The most bytes of a file that are read; what is longer has a finding, as the parser takes far fewer characters."""


class Texts:
    """The sources that one compilation has asked for, with their stamps.

    `instead` are texts that are taken in the place of what the files hold, by the files' real paths.
    """

    def __init__(self, folder: Path, instead: Mapping[Path, bytes] | None = None) -> None:
        self.folder = folder
        self._instead = instead or {}
        self.files: dict[str, SourceFile] = {}
        self.stamps: dict[str, str] = {}

    def name_of(self, path: Path) -> str:
        """The name of the source at this path."""
        return Path(os.path.relpath(path, self.folder)).as_posix()

    def path_of(self, name: str) -> Path:
        """Where the source of this name lies."""
        return Path(os.path.normpath(self.folder / name))

    def load(self, name: str) -> SourceFile:
        """Read a source. Raises OSError. What is no UTF-8 is kept in a form that the parser reports.

        Only sources can be imported: otherwise a finding could show a line of any file.
        """
        path = self.path_of(name)
        if self.stamps and path.suffix != SUFFIX:
            raise OSError(EINVAL, f"only {SUFFIX} files can be imported")
        self.stamps[name] = ""
        if path.exists() and not path.is_file():
            raise OSError(EINVAL, "it is not a file")  # a pipe would be waited for
        data = self._instead.get(path.resolve()) if self._instead else None
        if data is None:
            with path.open("rb") as file:
                data = file.read(LARGEST)
        self.stamps[name] = of_text(data)
        self.files[name] = SourceFile(name, data.decode("utf-8", "surrogateescape"))
        return self.files[name]

    def shown_names(self) -> dict[str, str]:
        """How people are shown each source that was asked for."""
        return {name: shown(self.path_of(name)) for name in self.stamps}

    def shown_files(self) -> dict[str, SourceFile]:
        """The sources that were read, under the names that people are shown."""
        names = self.shown_names()
        return {names[name]: SourceFile(names[name], file.text) for name, file in self.files.items()}
