"""Reading a table of TOML, such as a plugin's settings, as a msgspec struct.

What is wrong is said in the words of the table:

    class Settings(msgspec.Struct, forbid_unknown_fields=True):
        url: str
        limit: int = 10

    settings = read_table(project.settings_of("crm"), Settings, "[settings.crm]", "Write url and, if need be, limit.")
"""

from typing import Any, TypeVar

import msgspec

from orchestra_dsl.plugin.problems import BadPlugin

T = TypeVar("T")


def read_table(data: Any, type_: type[T], what: str, form: str) -> T:
    """The data as the type. Raises BadPlugin, which says what is wrong in `what`; `form` is how it is written."""
    try:
        return msgspec.convert(data, type_)
    except msgspec.ValidationError as error:
        problem = str(error).replace("Object contains unknown field", "there is no key").replace(" - at `$", ": `")
        raise BadPlugin(f"{what} is not as it should be: {problem.replace('`.', '`')}", form) from error
