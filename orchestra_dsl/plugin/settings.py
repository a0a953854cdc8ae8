"""The settings of a plugin: its table in `orchestra.toml`, and secrets, which are read from the environment.

    [settings.mail]
    password = { env = "SMTP_PASSWORD" }

The variable is read when the plugin uses the setting. From then on its value is masked (masking.py). A table that was
meant so and is written otherwise is an error: the plugin would take a table for the secret.
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from orchestra_dsl.plugin.masking import mask_from_now
from orchestra_dsl.plugin.problems import BadPlugin

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_IN_CAPITALS = re.compile(r"[A-Z_][A-Z0-9_]*")
_ENV = "env"
_LIKE_ENV = re.compile(r"\s*env\s*", re.IGNORECASE)
_ESCAPED = re.compile(r"\\+\s*env\s*", re.IGNORECASE)
ESCAPE = "In a table that has a key env itself, write it as '\\env'."


def is_secret(table: Mapping[str, Any]) -> bool:
    """Whether a table stands for a variable of the environment."""
    return len(table) == 1 and isinstance(table.get(_ENV), str) and _VARIABLE.fullmatch(table[_ENV]) is not None


def unescaped(table: Mapping[str, Any]) -> dict[str, Any]:
    r"""The table with its own keys: `'\env'` stands for a key `env` that makes no secret of the table."""
    return {key[1:] if _ESCAPED.fullmatch(key) else key: each for key, each in table.items()}


def check_secret(
    setting: str,
    table: Mapping[str, Any],
    ordinary: tuple[type, ...] = (Mapping, list),
    *,
    keys: Sequence[str] = (),
) -> None:
    """Raise BadPlugin, which names the setting, for a table that was meant to stand for a variable and does not.

    What is sent somewhere may well have an `env`, such as "prod", among others; with an `env` alone that is of one of
    the `ordinary` types, it may be a table of names. `keys` lead to it in `orchestra.toml`.
    """
    if set(table) == {_ENV}:
        said = table[_ENV]
        if not is_secret(table) and (not isinstance(said, ordinary) or said == "" or _is_padded(said)):
            raise _no_variable(setting, keys)
        return
    for key, name in table.items():
        if _LIKE_ENV.fullmatch(key) and _is_meant(key, name, len(table)):
            raise _written_otherwise(setting, table, key, keys)


def _is_padded(said: object) -> bool:
    return isinstance(said, str) and said != said.strip() and _VARIABLE.fullmatch(said.strip()) is not None


def _is_meant(key: str, name: object, size: int) -> bool:
    """Whether a key that is like `env` was meant for it: what else has a blank in its name, or is in capitals?"""
    return (key != key.strip() and size == 1) or (isinstance(name, str) and bool(_IN_CAPITALS.fullmatch(name.strip())))


def _written_otherwise(setting: str, table: Mapping[str, Any], key: str, keys: Sequence[str]) -> BadPlugin:
    name = table[key].strip() if isinstance(table[key], str) and _IN_CAPITALS.fullmatch(table[key].strip()) else "NAME"
    others = ", ".join(other for other in table if other != key)
    what = f"the setting {setting} is read from the environment variable {name}, and says {others} as well"
    if key != _ENV:
        shown = key if key == key.strip() else f'"{key}"'
        what = f"the setting {setting} has {shown}, where env stands for a variable of the environment"
    return BadPlugin(
        what, f"Write {_form(setting, name)}{', with nothing beside it' if others else ''}. {ESCAPE}", keys=keys
    )


def _no_variable(setting: str, keys: Sequence[str] = ()) -> BadPlugin:
    """What is wrong; it does not repeat what stands there, which may be the secret itself."""
    what = f"the setting {setting} is read from the environment, and its env is not the name of a variable"
    return BadPlugin(what, f"Write {_form(setting)}. {ESCAPE}", keys=keys)


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
    check_text(setting, value)
    return value if isinstance(value, str) else read_secret(value[_ENV], setting)


def check_text(setting: str, value: object, keys: Sequence[str] = ()) -> None:
    """Raise BadPlugin, which names the setting, unless it is a text or `{ env = "NAME" }`. Reads nothing.

    `keys` lead to it in `orchestra.toml`.
    """
    if not isinstance(value, str) and not (isinstance(value, Mapping) and is_secret(value)):
        what = f"the setting {setting} is neither a text nor a variable of the environment"
        raise BadPlugin(what, f"Write {_form(setting)}, with the name of the variable.", keys=keys)


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
            return read_secret(value[_ENV], name) if is_secret(value) else PluginSettings(name, unescaped(value))
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
