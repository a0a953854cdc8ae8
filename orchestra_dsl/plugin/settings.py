"""The settings of a plugin: its table in `orchestra.toml`, and secrets, which are read from the environment.

    [settings.mail]
    password = { env = "SMTP_PASSWORD" }

The variable is read when the plugin uses the setting. From then on its value is masked (masking.py). A table that was
meant so and is written otherwise is an error: the plugin would take a table for the secret.
"""

import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

from orchestra_dsl.plugin.masking import mask_from_now
from orchestra_dsl.plugin.problems import BadPlugin

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_IN_CAPITALS = re.compile(r"[A-Z_][A-Z0-9_]*")
_ENV = "env"


def is_secret(table: Mapping[str, Any]) -> bool:
    """Whether a table stands for a variable of the environment."""
    return len(table) == 1 and isinstance(table.get(_ENV), str)


def check_secret(setting: str, table: Mapping[str, Any]) -> None:
    """Raise BadPlugin, which names the setting, for a table that was meant to stand for a variable and does not.

    What is sent somewhere may well have an `env`, such as "prod", among others.
    """
    if set(table) == {_ENV}:
        if table[_ENV] == "" or not isinstance(table[_ENV], str | Mapping | list):
            raise _no_variable(setting)
        return
    for key, name in table.items():
        if key.casefold() == _ENV and isinstance(name, str) and _IN_CAPITALS.fullmatch(name):
            others = ", ".join(other for other in table if other != key)
            what = f"the setting {setting} is read from the environment variable {name}, and says {others} as well"
            if key != _ENV:
                what = f"the setting {setting} has {key}, where env stands for a variable of the environment"
            raise BadPlugin(what, f"Write {_form(setting, name)}{', with nothing beside it' if others else ''}.")


def _no_variable(setting: str) -> BadPlugin:
    """What is wrong; it does not repeat what stands there, which may be the secret itself."""
    what = f"the setting {setting} is read from the environment, and its env is not the name of a variable"
    return BadPlugin(what, f"Write {_form(setting)}.")


def _form(setting: str, variable: str = "NAME") -> str:
    """How a setting is written that is read from the environment."""
    key = setting.rpartition(".")[2]
    return f'{"" if "[" in key else f"{key} = "}{{ env = "{variable}" }}'


def read_secret(variable: str, setting: str) -> str:
    """The value of a variable of the environment. Raises BadPlugin, which names it."""
    if not _VARIABLE.fullmatch(variable):
        raise _no_variable(setting)
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
    check_secret(setting, value)
    if not is_secret(value):
        raise BadPlugin(f"the setting {setting} is neither a text nor a variable", f"Write {_form(setting)}.")
    return read_secret(value[_ENV], setting)


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
        case Mapping():
            check_secret(name, value)
            return read_secret(value[_ENV], name) if is_secret(value) else PluginSettings(name, value)
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
