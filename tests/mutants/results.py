"""What came of each mutant, line by line in a file: work that was interrupted goes on where it stopped."""

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

import msgspec


class Outcome(StrEnum):
    """What may come of a mutant."""

    KILLED = "killed"
    SURVIVED = "survived"
    UNREACHED = "unreached"  # no test comes to its line: counted as survived
    VOID = "void"  # compiles to the same code, or cannot be put into the function: not counted


class Result(msgspec.Struct, frozen=True):
    """Of one mutant."""

    key: str
    name: str
    line: int
    before: str
    after: str
    outcome: Outcome
    by: str = ""  # the test that failed
    tried: int = 0  # so many tests were begun
    left: int = 0  # and so many more come to its line, for which there was no time
    seconds: float = 0.0

    @property
    def change(self) -> str:
        """As equivalent.toml names it."""
        return f"{self.name} | {self.before} | {self.after}"


class Results:
    """Those of one file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.found: dict[str, Result] = {}
        if path.exists():
            for line in path.read_bytes().splitlines():
                result = msgspec.json.decode(line, type=Result)
                self.found[result.key] = result

    def add(self, result: Result) -> None:
        """Keep one."""
        self.found[result.key] = result
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab") as file:
            file.write(msgspec.json.encode(result) + b"\n")

    def forget(self, outcomes: Iterable[Outcome]) -> None:
        """Have all with these outcomes tried again."""
        self.found = {key: each for key, each in self.found.items() if each.outcome not in outcomes}
