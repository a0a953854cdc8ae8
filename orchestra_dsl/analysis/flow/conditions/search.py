"""Going through the cases of conditions: only as far as each case needs to be told apart."""

from collections.abc import Iterator, Sequence

from orchestra_dsl.analysis.flow.conditions.formulas import Every, Formula, Opposite, open_subject, subjects_of, value
from orchestra_dsl.analysis.flow.conditions.subjects import Case

MOST_CASES = 4096
"""The most cases that are looked at for one question."""
MOST_WORK = 100_000
"""The most comparisons that are worked out for one question."""


class TooManyCasesError(Exception):
    """More cases would have to be told apart than are looked at."""


def leaves(conditions: Sequence[Formula], most: int = MOST_CASES) -> Iterator[tuple[Case, int | None]]:
    """Yield cases that together are all there are, each with the first condition that holds in it, or None.

    A case says no more than is needed to tell. Raises TooManyCasesError where too much would have to be looked at.
    """
    sizes = [len(subjects_of(each)) + 1 for each in conditions]
    rest: list[tuple[Case, int]] = [({}, 0)]
    seen = work = 0
    while rest:
        seen += 1
        if seen > most or work > MOST_WORK:
            raise TooManyCasesError
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
        for _, first in leaves([condition]):
            came_out.add(first is not None)
            if len(came_out) > 1:
                return None
    except TooManyCasesError:
        return None
    return came_out.pop() if came_out else None


def may_meet(*conditions: Formula) -> bool:
    """Tell whether there may be a case in which all of the conditions hold."""
    return constant(Every(conditions)) is not False


def are_all(*conditions: Formula) -> bool:
    """Tell whether in every case one of the conditions holds."""
    return constant(Opposite(Every(tuple(Opposite(each) for each in conditions)))) is True
