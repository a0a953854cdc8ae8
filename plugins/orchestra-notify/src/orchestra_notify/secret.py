"""A setting that may be secret: a text, or `{ env = "NAME" }` for the content of an environment variable."""

import os
from collections.abc import Mapping

from orchestra_dsl.plugin.problems import BadPlugin


def from_environment(setting: str, value: str | Mapping[str, str]) -> str:
    """The text that the setting stands for. Raises BadPlugin, which names the variable that is lacking."""
    if isinstance(value, str):
        return value
    name = value.get("env", "")
    if set(value) != {"env"} or not name:
        raise BadPlugin(f"{setting} is neither a text nor a variable", f'Write {setting} = {{ env = "NAME" }}.')
    if name not in os.environ:
        raise BadPlugin(f"{setting} is in the environment variable {name}, which is not set", f"Set {name}.")
    return os.environ[name]
