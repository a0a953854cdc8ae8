"""The file that an importer makes a source of, and the files beside it."""

from pathlib import Path

import attrs

from orchestra_dsl.plugin.problems import BadPlugin

LARGEST = 64 * 1024 * 1024
"""The most bytes of a file that are read."""


class UnreadableFile(BadPlugin):
    """A file that is to be imported cannot be read. `where` is the file."""


@attrs.frozen
class ImportedFile:
    """A file that is to be imported. Other files can be read through it that lie in its folder, or below that."""

    path: Path

    @property
    def name(self) -> str:
        """The name of the file, with its ending."""
        return self.path.name

    def data(self) -> bytes:
        """What it holds."""
        try:
            with self.path.open("rb") as file:
                data = file.read(LARGEST + 1)
        except OSError as error:
            raise self._unreadable(f"cannot be read: {error.strerror}") from error
        if len(data) > LARGEST:
            raise self._unreadable(f"is larger than {LARGEST:,} bytes", "Import it in parts.")
        return data

    def text(self) -> str:
        """What it holds, as text (UTF-8)."""
        try:
            return self.data().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise self._unreadable("is not text in UTF-8", "Save it as UTF-8.") from error

    def beside(self, name: str) -> "ImportedFile":
        """The file of this name in the same folder, or below it: `file.beside("people.csv")`."""
        try:
            folder = self.path.parent.resolve()
            path = (folder / name).resolve()
        except (OSError, RuntimeError, ValueError) as error:
            raise self._unreadable(f"names {name!r:.200}, which is no file") from error
        if not path.is_relative_to(folder):
            raise self._unreadable(f"names {name!r:.200}, which is not in its folder", "Put both into one folder.")
        if not path.is_file():
            raise self._unreadable(f"names {name!r:.200}, which is no file in its folder")
        return ImportedFile(path)

    def _unreadable(self, what: str, hint: str | None = None) -> UnreadableFile:
        return UnreadableFile(what, hint, str(self.path))
