"""Slips of the finger: what becomes of a word when one letter goes wrong."""

from collections.abc import Container

_SHORTEST = 3


def misspelt(word: str, known: Container[str], turn: int) -> str | None:
    """The word with one letter wrong, no word that is known; `turn` chooses among them. None for short words."""
    found = [each for each in _variants(word) if each not in known and each != word]
    return found[turn % len(found)] if found and len(word) >= _SHORTEST else None


def _variants(word: str) -> list[str]:
    inner = range(1, len(word) - 1)
    swapped = [word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in inner]
    dropped = [word[:i] + word[i + 1 :] for i in inner]
    doubled = [word[: i + 1] + word[i:] for i in inner]
    return [each for three in zip(swapped, dropped, doubled, strict=True) for each in three]
