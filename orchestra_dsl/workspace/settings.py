"""The project's configuration, `orchestra.toml`:

    sources = ["*.orch"]              # which files are compiled; relative to this file, as all paths
    plugins = ["flows.py"]            # local plugin files; installed plugins need no mention
    people = "people.toml"            # the project's directory of people
    store = ".orchestra/store.db"     # where runs, work items and records are kept
    administrators = ["group:Managers"]
    missed_starts = "once"            # one run for all starts by a schedule that were missed; "skip": none

    [channels]                        # which channel stands for one that sources name
    email = "console"

    [allocation]                      # who of several people a work item is for
    "group:Agents" = "round_robin"

    [record_sources]                  # how often a record source is asked; false: not at all
    "crm.cases" = "5m"

    [settings.flows]                  # a plugin's own settings
    url = "https://crm.example"

    [lint]                            # how much findings matter
    O802 = "off"

Every key may be left out, and so may the file.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import attrs

from orchestra_dsl.diagnostics.suggest import did_you_mean
from orchestra_dsl.graph.moments import LONGEST, parse_duration
from orchestra_dsl.lint.levels import Levels, WrongLevel, read_levels
from orchestra_dsl.workspace.errors import UsageError
from orchestra_dsl.workspace.paths import shown
from orchestra_dsl.workspace.toml_lines import line_of_keys

FILE_NAME = "orchestra.toml"


@attrs.frozen(kw_only=True)
class Settings:
    """What `orchestra.toml` says, with whole paths; `file` is None where a folder has no such file."""

    folder: Path
    file: Path | None = None
    text: str = ""
    sources: tuple[str, ...] = ("*.orch",)
    plugins: tuple[Path, ...] = ()
    people: Path | None = None
    store: Path
    administrators: tuple[str, ...] = ()
    missed_starts: Literal["once", "skip"] = "once"
    channels: Mapping[str, str] = attrs.field(factory=dict)
    allocation: Mapping[str, str] = attrs.field(factory=dict)
    record_sources: Mapping[str, timedelta | None] = attrs.field(factory=dict)
    settings: Mapping[str, Mapping[str, Any]] = attrs.field(factory=dict)
    lint: Levels = attrs.field(factory=Levels)


def defaults(folder: Path) -> Settings:
    """The settings of a folder without `orchestra.toml`."""
    return Settings(folder=folder, store=folder / ".orchestra" / "store.db")


def read_settings(file: Path) -> Settings:
    """Read `orchestra.toml`. Raises UsageError, which names the key that is wrong."""
    text = _text(file)
    try:
        raw = tomllib.loads(text)
    except ValueError as error:
        raise UsageError(f"this is not valid TOML: {error}", where=shown(file)) from error
    except RecursionError as error:
        raise UsageError("this is nested too deeply", where=shown(file)) from error
    for key in raw:
        if key not in _READERS:
            hint = did_you_mean(key, _READERS) or f"The keys are: {', '.join(_READERS)}."
            raise UsageError(f"unknown key `{key}`", where=f"{shown(file)}{line_of(text, key)}", hint=hint)
    folder = file.parent
    try:
        found = {key: _READERS[key](folder, key, value) for key, value in raw.items()}
    except _WrongValue as error:
        raise UsageError(str(error), where=f"{shown(file)}{line_of_keys(text, error.keys)}", hint=error.hint) from error
    except WrongLevel as error:
        raise UsageError(str(error), where=f"{shown(file)}{line_of(text, error.key)}", hint=error.hint) from error
    if found.get("settings"):
        from orchestra_dsl.workspace.secrets import check_secrets

        check_secrets(file, text, found["settings"])
    return attrs.evolve(defaults(folder), file=file, text=text, **found)


def line_of(text: str, key: str) -> str:
    """The line that begins with this key, or with its table, as messages name it; nothing where it is not found."""
    begins = re.compile(rf"""[ \t]*\[?\[?[ \t]*(?:lint\.)?["']?{re.escape(key)}["']?[ \t]*[=.\]]""")
    lines = (number for number, line in enumerate(text.splitlines(), 1) if begins.match(line))
    return "".join(f":{number}" for number in islice(lines, 1))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", where=shown(file)) from error
    except UnicodeDecodeError as error:
        raise UsageError("is not text in UTF-8", where=shown(file), hint="Save it as UTF-8.") from error


class _WrongValue(Exception):
    """A key holds what it cannot hold."""

    def __init__(self, key: str, expected: str, hint: str) -> None:
        super().__init__(f"`{key}` has to be {expected}")
        self.keys = tuple(key.split(".", 1))
        self.hint = hint


def _path(folder: Path, key: str, value: Any) -> Path:
    if not isinstance(value, str) or not value:
        raise _WrongValue(key, "the path of a file", f'Write {key} = "…".')
    return folder / value


def _texts(_folder: Path, key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
        like = f'"{value}"' if isinstance(value, str) and value and '"' not in value else '"…", "…"'
        raise _WrongValue(key, "a list of texts", f"Write {key} = [{like}].")
    return tuple(value)


def _paths(folder: Path, key: str, value: Any) -> tuple[Path, ...]:
    return tuple(folder / each for each in _texts(folder, key, value))


def _people(folder: Path, key: str, value: Any) -> tuple[str, ...]:
    people = _texts(folder, key, value)
    for each in people:
        if ":" in each and not each.startswith(("user:", "group:")):
            raise _WrongValue(key, "a list of users and groups", f'Write {key} = ["ann", "group:Managers"].')
    return tuple(each if ":" in each else f"user:{each}" for each in people)


def _policy(_folder: Path, key: str, value: Any) -> str:
    if value not in ("once", "skip"):
        hint = 'With "once" one run stands for all starts that were missed, with "skip" none does.'
        raise _WrongValue(key, '"once" or "skip"', hint)
    return str(value)


def _names(_folder: Path, key: str, value: Any) -> Mapping[str, str]:
    if not isinstance(value, dict) or not all(isinstance(each, str) and each for each in value.values()):
        hint = f'Write [{key}] and below it lines such as email = "console".'
        raise _WrongValue(key, "a table that gives each channel another's name", hint)
    return value


def _policies(_folder: Path, key: str, value: Any) -> Mapping[str, str]:
    if not isinstance(value, dict) or not all(isinstance(each, str) and each for each in value.values()):
        hint = f'Write [{key}] and below it lines such as "group:Agents" = "round_robin".'
        raise _WrongValue(key, "a table that names a policy for groups and queues", hint)
    for people in value:
        if people != "default" and not people.startswith(("group:", "queue:")):
            hint = 'Write "group:Agents", "queue:Triage" or default before the policy.'
            raise _WrongValue(f"{key}.{people}", "that of a group, a queue or `default`", hint)
    return value


def _intervals(_folder: Path, key: str, value: Any) -> Mapping[str, timedelta | None]:
    if not isinstance(value, dict):
        hint = f'Write [{key}] and below it lines such as crm = "5m".'
        raise _WrongValue(key, "a table that says of record sources how often they are asked", hint)
    return {name: _interval(f"{key}.{name}", each) for name, each in value.items()}


def _interval(key: str, value: Any) -> timedelta | None:
    """How often something is done; None where it is not to be done at all."""
    if value is False:
        return None
    try:
        amount = parse_duration(value) if isinstance(value, str) else 0
    except ValueError:
        amount = 0
    if not 0 < amount <= LONGEST:
        raise _WrongValue(key, "a duration, or false", 'Write a duration such as "30s" or "5m", or false.')
    return timedelta(microseconds=amount)


def _tables(_folder: Path, key: str, value: Any) -> Mapping[str, Mapping[str, Any]]:
    if not isinstance(value, dict) or not all(isinstance(table, dict) for table in value.values()):
        raise _WrongValue(key, "tables, one for each plugin", f"Write [{key}.NAME] and the settings below it.")
    return value


def _levels(_folder: Path, key: str, value: Any) -> Levels:
    if not isinstance(value, dict):
        raise _WrongValue(key, "a table of levels", f'Write [{key}] and below it lines such as O802 = "off".')
    return read_levels(value)


_READERS: dict[str, Callable[[Path, str, Any], Any]] = {
    "sources": _texts,
    "plugins": _paths,
    "people": _path,
    "store": _path,
    "administrators": _people,
    "missed_starts": _policy,
    "channels": _names,
    "allocation": _policies,
    "record_sources": _intervals,
    "settings": _tables,
    "lint": _levels,
}
"""Every key with what reads its value."""
