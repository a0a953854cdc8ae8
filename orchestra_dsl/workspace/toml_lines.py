"""Where a key stands in a file in TOML: its reader says what it holds, and not where."""

import re

Keys = tuple[str, ...]

_KEY = re.compile(r"""[\w-]+|"[^"\n]*"|'[^'\n]*'""")


def line_of_keys(text: str, wanted: Keys) -> str:
    """The line in which the value under these keys begins, or what it stands in, as messages name it; "" for none."""
    number = number_of_keys(text, wanted)
    return f":{number}" if number else ""


def number_of_keys(text: str, wanted: Keys) -> int:
    """The same as a number; 0 for none."""
    found = known = 0
    table: Keys = ()
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("["):
            said = table = _keys(line)
        else:
            said = (*table, *_keys(line.partition("=")[0]))
        common = min(len(said), len(wanted))
        if common > known and wanted[:common] == said[:common]:
            found, known = number, common
    return found


def _keys(text: str) -> Keys:
    return tuple(each.strip("\"'") for each in _KEY.findall(text.partition("#")[0]))
