"""Going through the cases of conditions: only as far as each case needs to be told apart."""

from collections.abc import Iterator, Sequence

import attrs

from orchestra_dsl.analysis.flow.conditions.formulas import Every, Formula, Opposite, open_subject, subjects_of, value
from orchestra_dsl.analysis.flow.conditions.subjects import Case, Rank, Subject

MOST_CASES = 4096
"""The most cases that are looked at for one question."""
MOST_WORK = 100_000
"""The most comparisons that are worked out for one question."""


class _TooManyCasesError(Exception):
    """More cases would have to be told apart than are looked at."""


@attrs.frozen
class Tried:
    """What came of trying conditions in turn: which are the first to hold in some case, and where none holds.

    `complete` tells whether all cases were looked at; where there are too many, these are the ones looked at first.
    """

    taken: frozenset[int]
    missed: tuple[Case, ...]
    complete: bool


def tried(conditions: Sequence[Formula]) -> Tried:
    """Try conditions in turn in all cases that they tell apart, as far as these can be looked at."""
    taken: set[int] = set()
    missed: list[Case] = []
    complete = True
    try:
        for case, first in _leaves(conditions):
            if first is None:
                missed.append(case)
            else:
                taken.add(first)
    except _TooManyCasesError:
        complete = False
    return Tried(frozenset(taken), tuple(missed), complete)


def cells_of(condition: Formula, subject: Subject) -> list[Rank] | None:
    """Return the cells of the only subject of a condition in which it holds; None where there are too many."""
    try:
        return [case[subject] for case, first in _leaves([condition]) if first is not None and subject in case]
    except _TooManyCasesError:
        return None


def _leaves(conditions: Sequence[Formula]) -> Iterator[tuple[Case, int | None]]:
    """Yield cases that together are all there are, each with the first condition that holds in it, or None.

    A case says no more than is needed to tell. Raises _TooManyCasesError where too much would have to be looked at.
    """
    sizes = [len(subjects_of(each)) + 1 for each in conditions]
    rest: list[tuple[Case, int]] = [({}, 0)]
    seen = work = 0
    while rest:
        seen += 1
        if seen > MOST_CASES or work > MOST_WORK:
            raise _TooManyCasesError
        case, at = rest.pop()
        found: bool | None = False
        while at < len(conditions) and (found := value(conditions[at], case)) is False:
            work += sizes[at]
            at += 1
        work += 10 * sizes[at] if found is None else 0  # to find what it still depends on takes longer
        if found is None:
            subject = open_subject(conditions[at], case)
            rest.extend(({**case, subject: cell}, at) for cell in reversed(subject.cells))
        else:
            yield case, at if found else None


def constant(condition: Formula) -> bool | None:
    """Return what a condition always is; None where it may be both, or where that is too hard to tell."""
    came_out: set[bool] = set()
    try:
        for _, first in _leaves([condition]):
            came_out.add(first is not None)
            if len(came_out) > 1:
                return None
    except _TooManyCasesError:
        return None
    return came_out.pop() if came_out else None


def may_meet(*conditions: Formula) -> bool:
    """Tell whether there may be a case in which all of the conditions hold."""
    return constant(Every(conditions)) is not False


def are_all(*conditions: Formula) -> bool:
    """Tell whether in every case one of the conditions holds."""
    return constant(Opposite(Every(tuple(Opposite(each) for each in conditions)))) is True
