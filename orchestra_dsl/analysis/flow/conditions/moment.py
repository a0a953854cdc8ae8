"""What is known of steps and stages at the moment at which a condition is asked."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

import attrs

from orchestra_dsl.graph.statuses import Status

_NOT_BEGUN = frozenset({Status.NOT_STARTED.words, Status.WAITING.words})
_NOT_FINISHED = _NOT_BEGUN | {Status.ACTIVE.words, Status.ERROR.words}


@attrs.frozen
class Moment:
    """The steps whose outputs are missing then, and the statuses of which a step or stage has one, by identity."""

    absent: AbstractSet[int] = frozenset()
    statuses: Mapping[int, AbstractSet[str]] = attrs.field(factory=dict)

    def knows(self, element: int) -> bool:
        """Tell whether something is known of a step or stage."""
        return element in self.absent or element in self.statuses


ANY = Moment()


def not_begun(steps: Iterable[int]) -> Moment:
    """Return the moment at which some steps, by identity, have not begun."""
    return _moment(steps, _NOT_BEGUN)


def not_finished(steps: Iterable[int]) -> Moment:
    """Return the moment at which some steps, by identity, have not finished."""
    return _moment(steps, _NOT_FINISHED)


def _moment(steps: Iterable[int], statuses: AbstractSet[str]) -> Moment:
    found = frozenset(steps)
    return Moment(found, dict.fromkeys(found, statuses))
