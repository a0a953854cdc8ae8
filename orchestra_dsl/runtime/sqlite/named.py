"""SQL lies in .sql files; here it is read. A line `-- name: what for` begins a statement."""

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_HEAD = re.compile(r"^-- (?P<name>[a-z_]+): (?P<words>.+)$", re.MULTILINE)
_FOLDER = files("orchestra_dsl.runtime.sqlite")


class Statement(NamedTuple):
    """A statement, and the words after its name."""

    words: str
    sql: str


@cache
def queries() -> dict[str, str]:
    """Every statement of queries.sql by its name."""
    return {name: statement.sql for name, statement in _statements("queries.sql").items()}


@cache
def checks() -> dict[str, Statement]:
    """Every statement of checks.sql by its name: what must hold between rows."""
    return _statements("checks.sql")


def _statements(file: str) -> dict[str, Statement]:
    text = (_FOLDER / file).read_text(encoding="utf-8")
    heads = list(_HEAD.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    return {
        head["name"]: Statement(head["words"], text[head.end() : end].strip())
        for head, end in zip(heads, ends, strict=True)
    }


@cache
def migrations() -> tuple[tuple[int, str], ...]:
    """The steps from one schema to the next, each with the number of the schema that it leads to, in order."""
    found = [each for each in (_FOLDER / "schema").iterdir() if each.name.endswith(".sql")]
    numbered = [(int(each.name.partition("_")[0]), each.read_text(encoding="utf-8")) for each in found]
    return tuple(sorted(numbered))
