"""Mistakes made by hand, as analysts and developers make them: a file for each source.

An entry replaces a text that occurs once (`was`) by another (`is`). The mistake is to be reported on the first line
that differs, or where another text (`at`) of the mutated source begins. What is of the group O7 is tried beside plugins
that supply what the right source declares.
"""

import tomllib
from pathlib import Path
from typing import Any

from benchmarks.mistakes.mistake import Mistake
from benchmarks.mistakes.sources import installed_for, right_sources

FOLDER = Path(__file__).parent


class BadEntry(ValueError):
    """An entry that does not fit its source."""


def mistakes_by_hand() -> list[Mistake]:
    """All of them, in the order of their files."""
    return [mistake for path in sorted(FOLDER.glob("*.toml")) for mistake in _of_file(path)]


def _of_file(path: Path) -> list[Mistake]:
    source = f"{path.stem}.orch"
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["mistake"]
    return [_mistake(source, right_sources()[source], entry) for entry in entries]


def _mistake(source: str, original: str, entry: dict[str, Any]) -> Mistake:
    was, instead = entry["was"], entry["is"]
    place = _place_of(was, original, source)
    mutated = original.replace(was, instead)
    at = _place_of(entry["at"], mutated, source) if "at" in entry else place + _first_difference(was, instead)
    return Mistake(
        kind=entry["kind"],
        group=entry["group"],
        source=source,
        original=original,
        mutated=mutated,
        line=mutated.count("\n", 0, at) + 1,
        why=entry["why"],
        installed=installed_for(source) if entry["group"] == "O7" else None,
    )


def _place_of(text: str, whole: str, source: str) -> int:
    if whole.count(text) != 1:
        raise BadEntry(f"{source}: {text!r} occurs {whole.count(text)} times, and should occur once")
    return whole.index(text)


def _first_difference(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
