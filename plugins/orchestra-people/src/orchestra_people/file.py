"""People in a TOML file. A change counts from the first question that is asked once the file is at rest."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from orchestra_dsl.plugin.people import people_data
from orchestra_dsl.plugin.watched_file import WatchedFile


class PeopleFile:
    """The file."""

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        self.file: Path | None = path
        self.watched = WatchedFile(path)

    def due(self) -> bool:
        """Whether the file is another one than was read, and at rest."""
        return self.watched.due()

    def read(self) -> Mapping[str, Any]:
        """What the file holds. Raises BadPlugin."""
        self.watched.begin()
        return people_data(self.watched.path, "`file` in [settings.directory]")
