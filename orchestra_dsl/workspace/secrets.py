"""Settings that are to be read from the environment: those that do not say it rightly are named, with their line."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from orchestra_dsl.workspace.errors import UsageError
from orchestra_dsl.workspace.paths import shown
from orchestra_dsl.workspace.toml_lines import Keys, line_of_keys


def check_secrets(file: Path, text: str, plugins: Mapping[str, Any]) -> None:
    """Look at the tables of all plugins. Raises UsageError."""
    doubtful = [each for each in _below((), "", plugins) if len(each[0]) > 1 and _is_doubtful(each[2])]
    if not doubtful:  # nearly always; what follows loads all that plugins need
        return
    from orchestra_dsl.plugin.problems import BadPlugin
    from orchestra_dsl.plugin.settings import check_secret

    for keys, setting, table in doubtful:
        try:
            check_secret(setting, table, (str, Mapping, list))  # whose table of names it may be, its plugin knows
        except BadPlugin as error:
            line = line_of_keys(text, ("settings", *keys))
            raise UsageError(error.what, where=f"{shown(file)}{line}", hint=error.hint) from error


def _is_doubtful(table: Mapping[str, Any]) -> bool:
    """Whether a table below a plugin's own has an `env`, and more or other than a secret has."""
    if not any(key.strip().casefold() == "env" for key in table):
        return False
    name = table.get("env")
    return not (len(table) == 1 and isinstance(name, str) and name.isidentifier())


def _below(keys: Keys, setting: str, value: Any) -> Iterator[tuple[Keys, str, Mapping[str, Any]]]:
    """All tables in a value, each with its keys and what it is called."""
    if isinstance(value, Mapping):
        yield keys, setting, value
        for key, each in value.items():
            yield from _below((*keys, key), f"{setting}.{key}" if setting else key, each)
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from _below(keys, f"{setting}[{place}]", each)
