"""The settings of a plugin: its table in `orchestra.toml`, and secrets, which are read from the environment.

    [settings.mail]
    password = { env = "SMTP_PASSWORD" }

The variable is read when the plugin uses the setting. From then on its value is masked (masking.py).
"""

import os
from collections.abc import Iterator, Mapping
from typing import Any

from orchestra_dsl.plugin.masking import mask_from_now
from orchestra_dsl.plugin.problems import BadPlugin


def read_secret(variable: str, setting: str) -> str:
    """The value of a variable of the environment. Raises BadPlugin, which names it."""
    value = os.environ.get(variable, "")
    if not value:
        state = "is empty" if variable in os.environ else "is not set"
        raise BadPlugin(
            f"the setting {setting} is read from the environment variable {variable}, which {state}",
            f"Set {variable} for the process that works for the store.",
        )
    mask_from_now(value)
    return value


def text_setting(setting: str, value: str | Mapping[str, str]) -> str:
    """A setting that is a text or `{ env = "NAME" }`, for a plugin that reads its table with types of its own.

    Raises BadPlugin, which names the setting, and a variable that is lacking.
    """
    if isinstance(value, str):
        return value
    if set(value) != {"env"} or not value["env"]:
        key = setting.rpartition(".")[2]
        raise BadPlugin(f"the setting {setting} is neither a text nor a variable", f'Write {key} = {{ env = "NAME" }}.')
    return read_secret(value["env"], setting)


class PluginSettings(Mapping[str, Any]):
    """A table of settings. What stands for a variable of the environment is read when it is asked for."""

    def __init__(self, name: str, table: Mapping[str, Any]) -> None:
        self._name = name
        self._table = table

    def __getitem__(self, key: str) -> Any:
        return _value(f"{self._name}.{key}", self._table[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)

    def __contains__(self, key: object) -> bool:  # that of Mapping would read the value
        return key in self._table

    def __repr__(self) -> str:
        """The table as it is written: with the names of variables, and without their values."""
        return f"{self._name}: {dict(self._table)!r}"


def _value(name: str, value: Any) -> Any:
    match value:
        case {"env": str(variable), **others} if not others:
            return read_secret(variable, name)
        case Mapping():
            return PluginSettings(name, value)
        case list():
            return [_value(f"{name}[{place}]", each) for place, each in enumerate(value)]
    return value


def settings_for(name: str, table: Mapping[str, Any]) -> Mapping[str, Any]:
    """The table of a plugin as its code gets it."""
    return PluginSettings(name, table) if _has_table(table) else table


def _has_table(value: Any) -> bool:
    """Whether there is a table below this one, which may stand for a variable."""
    inside = value.values() if isinstance(value, Mapping) else value
    return any(isinstance(each, Mapping) or (isinstance(each, list) and _has_table(each)) for each in inside)
