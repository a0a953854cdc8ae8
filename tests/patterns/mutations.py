"""Every pattern changed towards a neighbour: the table `mutations.toml`."""

import tomllib
from functools import cache
from pathlib import Path

import attrs

from tests.patterns.files import NAMES, text_of


@attrs.frozen
class Mutation:
    """Changes of the text of a pattern that make another of it, the number of that one, and which line then fails.

    `changes` are texts that stand in the source once, and what is put in their place, one after the other.
    """

    pattern: str
    towards: int
    changes: tuple[tuple[str, str], ...]
    fails: str

    def text(self) -> str:
        """The source with the changes; its first lines, which tell of the pattern, stay as they are."""
        told, text = text_of(self.pattern).split("\n\n", 1)
        for old, new in self.changes:
            assert text.count(old) == 1, f"{self.pattern} has {text.count(old)} times:\n{old}"
            text = text.replace(old, new)
        return f"{told}\n\n{text}"


@cache
def mutations() -> tuple[Mutation, ...]:
    """All rows of the table."""
    table = tomllib.loads((Path(__file__).parent / "mutations.toml").read_text(encoding="utf-8"))
    assert set(table) <= set(NAMES), set(table) - set(NAMES)
    return tuple(
        Mutation(name, row["towards"], tuple((old, new) for old, new in row["changes"]), row["fails"])
        for name, rows in table.items()
        for row in rows
    )
