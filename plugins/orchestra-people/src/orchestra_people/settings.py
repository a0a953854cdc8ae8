"""What `[settings.directory]` in `orchestra.toml` may say, and the directory that it describes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.settings import check_text
from orchestra_dsl.plugin.tables import read_table
from orchestra_people.database import Database, Manner, Queries
from orchestra_people.directory import LiveDirectory, Source
from orchestra_people.file import PeopleFile
from orchestra_people.kept import Kept

_FORM = 'Write file = "people.toml", or url = "sqlite:///people.db" with max_age, timeout, version, queries, zone.'


class Settings(msgspec.Struct, forbid_unknown_fields=True):
    """The table. `file` or `url` says where people are kept; all but these and `kept` is of databases."""

    file: str | None = None
    url: str | dict[str, Any] | None = None
    max_age: float = 30.0
    timeout: float = 5.0
    version: str | None = None
    queries: Queries = msgspec.field(default_factory=Queries)
    zone: str = "UTC"
    kept: str | None = ".orchestra/directory.json"


def directory_of(table: Mapping[str, Any], folder: Path) -> LiveDirectory:
    """The directory that the table describes; nothing is read before somebody asks it. Raises BadPlugin."""
    settings = read_table(table, Settings, "[settings.directory]", _FORM)
    source = _source(settings, folder)
    kept = None if not settings.kept else Kept(folder / settings.kept, source.name)
    return LiveDirectory(source, kept)


def _source(settings: Settings, folder: Path) -> Source:
    if (settings.file is None) == (settings.url is None):
        raise BadPlugin("[settings.directory] names neither a file nor a database, or both", _FORM)
    if settings.file is not None:
        return PeopleFile(folder / settings.file)
    if settings.max_age <= 0 or settings.timeout <= 0:
        raise BadPlugin("max_age and timeout in [settings.directory] are seconds, and more than 0", _FORM)
    check_text("directory.url", settings.url, ("directory", "url"))
    manner = Manner(
        queries=settings.queries,
        version=settings.version,
        max_age=settings.max_age,
        timeout=settings.timeout,
        zone=settings.zone,
    )
    return Database(settings.url or "", folder, manner)
