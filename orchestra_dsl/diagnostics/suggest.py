"""Did you mean …? The nearest known names to one that is unknown: the one helper for it."""

from collections.abc import Iterable

_LONGEST = 64  # longer names are not typed by hand, and the distance costs their product


def nearest(name: str, known: Iterable[str], limit: int = 1, *, most: int | None = None) -> list[str]:
    """Return the known names that `name` may be a misspelling of, the likeliest first.

    Letters may be missing, added, swapped, wrong or in the wrong case: `most` of them, or a third of the name, but
    never all of it. Failing that, paths that end in the name: `resolve.fix` for `fix`.
    """
    return [other for _, other in _ranked(name, known, most)[:limit]]


def only_nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is nearer to `name` than all others; of several equally near ones none is meant."""
    ranked = _ranked(name, known)
    alone = len(ranked) == 1 or (len(ranked) > 1 and ranked[0][0] < ranked[1][0])
    return ranked[0][1] if alone else None


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """Return a hint that offers the nearest known names, or None when none is near."""
    found = [f"`{other}`" for other in nearest(name, known, limit=3)]
    if not found:
        return None
    offered = found[0] if len(found) == 1 else f"{', '.join(found[:-1])} or {found[-1]}"
    return f"Did you mean {offered}?"


def _ranked(name: str, known: Iterable[str], most: int | None = None) -> list[tuple[int, str]]:
    """Return the known names that are near, each behind its distance, the nearest first."""
    if len(name) > _LONGEST:
        return []
    others = sorted({other for other in known if other != name and len(other) <= _LONGEST})
    most = min(len(name) - 1, max(1, len(name) // 3) if most is None else most)
    ranked = sorted((_distance(name, other, most), other) for other in others)
    near = [(distance, other) for distance, other in ranked if distance <= most]
    return near or [(most, other) for other in others if other.endswith(f".{name}")]


def _distance(first: str, second: str, most: int) -> int:
    """Count the edits between two names, swaps of neighbours as one; may stop beyond `most`."""
    if first.casefold() == second.casefold():
        return 0
    if abs(len(first) - len(second)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, 1):
        above, row = row, [i]
        for j, other in enumerate(second, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before = above
    return row[-1]
