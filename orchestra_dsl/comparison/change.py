"""What a comparison comes to: plain values, for people and for programs."""

from typing import Literal

import attrs

Kind = Literal["added", "removed", "renamed", "moved", "changed"]


@attrs.frozen
class Detail:
    """One clause of something that has changed: its text before and after, None where it was not, or is no more."""

    clause: str
    before: str | None
    after: str | None


@attrs.frozen
class Change:
    """Something that has changed.

    `what` is the word for it (`step`, `parameter`), `name` its name in the new package, or in the old one where it was
    removed. `was` is the name that it had, `place` says where something added or moved stands now. `of_element`
    tells elements from what an orchestration says of itself.
    """

    kind: Kind
    what: str
    name: str
    label: str | None = None
    was: str | None = None
    place: str | None = None
    details: tuple[Detail, ...] = ()
    of_element: bool = False


@attrs.frozen
class Comparison:
    """One orchestration (or, without a name, what orchestrations share) before and after.

    `kind` is `same` where both compile to the same graph. `versions` are the two numbers, `hashes` the two graphs',
    `meaning` what the changes mean for runs under way, a sentence each, `was` the name that it had.
    """

    name: str | None
    kind: Literal["added", "removed", "changed", "same"]
    changes: tuple[Change, ...] = ()
    versions: tuple[int | None, int | None] = (None, None)
    hashes: tuple[str | None, str | None] = (None, None)
    meaning: tuple[str, ...] = ()
    was: str | None = None


def details_of(before: dict[str, str], after: dict[str, str]) -> tuple[Detail, ...]:
    """The clauses that differ, those of the new text first, in its order."""
    clauses = [*after, *(clause for clause in before if clause not in after)]
    return tuple(
        Detail(clause, before.get(clause), after.get(clause))
        for clause in clauses
        if before.get(clause) != after.get(clause)
    )
