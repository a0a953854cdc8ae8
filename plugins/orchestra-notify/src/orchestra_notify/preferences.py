"""What people prefer: which way they are told, when they want quiet, and what they want gathered into one message.

It is a TOML file:

    zone = "Europe/Berlin"

    [everybody]                        # for whoever says nothing else
    quiet = ["20:00-07:00", "sat-sun"]

    [users.ann]
    via = ["slack", "email"]           # the first that works
    digest = "17:00"
    address = { email = "ann@example.com", slack = "U024BE7LH" }
"""

import tomllib
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import msgspec

from orchestra_dsl.diagnostics.suggest import did_you_mean
from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.tables import read_table
from orchestra_notify.hours import Hours, quiet_until, read_moment, read_quiet

_FORM = "Write via, quiet, digest, zone and address below [users.ann], or below [everybody]."
_MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
"""Any, to see whether quiet hours have an end: what they are is the same every week."""

Texts = str | list[str]


class _Person(msgspec.Struct, forbid_unknown_fields=True):
    """One table of the file; what it does not say, [everybody] says."""

    via: Texts | None = None
    quiet: Texts | None = None
    digest: Texts | None = None
    zone: str | None = None
    address: dict[str, str] = {}


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """The whole file, before its tables are looked at one by one."""

    zone: str = "UTC"
    everybody: Any = msgspec.field(default_factory=dict)
    users: dict[str, Any] = {}


@attrs.frozen
class Person:
    """What one person prefers."""

    via: tuple[str, ...]
    quiet: tuple[Hours, ...]
    digest: tuple[Hours, ...]
    zone: ZoneInfo
    address: Mapping[str, str]


class Preferences:
    """What everybody prefers, as a file says; `ways` are the names of the ways to people that there are."""

    def __init__(self, data: Mapping[str, Any], ways: Collection[str]) -> None:
        """Take the file's contents. Raises BadPlugin, which says what is wrong with them."""
        self._ways = tuple(ways)
        file = read_table(data, _File, "the file of preferences", _FORM)
        start = _Person(via=[], quiet=[], digest=[], zone=file.zone)
        self._everybody = _over(start, read_table(file.everybody, _Person, "[everybody]", _FORM))
        own = {name: read_table(each, _Person, f"[users.{name}]", _FORM) for name, each in file.users.items()}
        self._nobody = self._person("everybody", self._everybody)
        self._people = {name: self._person(name, _over(self._everybody, each)) for name, each in own.items()}

    def of(self, user: str) -> Person:
        """What the user prefers; what everybody does where they say nothing."""
        return self._people.get(user, self._nobody)

    def _person(self, name: str, said: _Person) -> Person:
        try:
            person = Person(
                via=self._known(_listed(said.via)) or self._ways[:1],
                quiet=tuple(map(read_quiet, _listed(said.quiet))),
                digest=tuple(map(read_moment, _listed(said.digest))),
                zone=_zone(said.zone or ""),
                address={self._known((way,))[0]: address for way, address in said.address.items()},
            )
        except BadPlugin as error:
            raise BadPlugin(f"{error.what}, in what {name} prefers", error.hint) from error
        if quiet_until(person.quiet, person.zone, _MONDAY) is None:
            raise BadPlugin(f"the quiet hours of {name} never end", "Leave some hours of the week free.")
        return person

    def _known(self, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name not in self._ways:
                hint = did_you_mean(name, self._ways) or f"There are: {', '.join(self._ways)}."
                raise BadPlugin(f"there is no way `{name}` in [settings.notify]", hint)
        return names


def _over(general: _Person, own: _Person) -> _Person:
    """What a person says, over what is said in general."""
    said = {name: getattr(own, name) for name in ("via", "quiet", "digest", "zone") if getattr(own, name) is not None}
    return msgspec.structs.replace(general, **said, address={**general.address, **own.address})


def _listed(texts: Texts | None) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts or ())


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise BadPlugin(f"there is no zone `{name}`", "Name one such as Europe/Berlin.") from error


def read_preferences(file: Path, ways: Collection[str]) -> Preferences:
    """The preferences in a TOML file. Raises BadPlugin, which says what is wrong and where."""
    try:
        return Preferences(tomllib.loads(file.read_text(encoding="utf-8")), ways)
    except OSError as error:
        what = f"the file of preferences cannot be read: {error.strerror or error}"
        raise BadPlugin(what, "`preferences` in [settings.notify] names it.", str(file)) from error
    except (ValueError, RecursionError) as error:
        raise BadPlugin(f"the file of preferences is not valid TOML: {error}", None, file.name) from error
    except BadPlugin as error:
        raise BadPlugin(error.what, error.hint, file.name) from error
