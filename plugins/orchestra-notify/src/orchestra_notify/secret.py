"""A setting that may be secret: a text, or `{ env = "NAME" }` for the content of an environment variable."""

from collections.abc import Mapping

from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.settings import read_secret


def secret(setting: str, value: str | Mapping[str, str]) -> str:
    """The text that the setting stands for, masked from now on. Raises BadPlugin, which names a variable that lacks."""
    if isinstance(value, str):
        return value
    if set(value) != {"env"} or not value["env"]:
        key = setting.rpartition(".")[2]
        raise BadPlugin(f"the setting {setting} is neither a text nor a variable", f'Write {key} = {{ env = "NAME" }}.')
    return read_secret(value["env"], setting)
