"""Why a run went where it went, and why it waits: every condition with its text, what it read, and what came out."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from orchestra_dsl.graph.model import Origins
from orchestra_dsl.interpreter.witness import Asked
from orchestra_dsl.runtime.counters.replay import Replayed
from orchestra_dsl.workspace.explaining import Waits
from orchestra_dsl.workspace.timeline import Line, Timeline

_CHANGES_NOTHING = (
    "told",
    "not told",
    "notified",
    "reminded",
    "default words",
    "strangers",
    "not done on time",
    "saved",
    "prioritized",
)
"""Lines after which an element waits as before."""

HOLDS, FAILS = "it holds", "it does not hold"


@attrs.frozen
class Reason:
    """A condition that was asked: when, by which event, of which element, in which clause; what it says in the source.

    `reads` are names with the values in stored form, as they were then; `came_out` says what came of it in words.
    """

    at: int
    sequence: int
    element: str
    place: str
    clause: str
    text: str | None
    reads: Mapping[str, Any]
    came_out: str


@attrs.frozen
class Why:
    """Something that a run waits for, since when (microseconds since 1970), and the conditions that keep it waiting."""

    waits: Waits
    since: int | None
    reasons: tuple[Reason, ...] = ()


def reasons_of(replayed: Iterable[Replayed], timeline: Timeline, origins: Origins) -> Iterator[Reason]:
    """Every condition of a run's history in the order in which they were asked."""
    elements = timeline.graph.elements
    for each in replayed:
        for asked in each.asked:
            name = elements[asked.element].name
            yield Reason(
                at=each.row.at,
                sequence=each.row.sequence,
                element=name,
                place=timeline.place(name),
                clause=asked.clause,
                text=origins.conditions.get(name, {}).get(asked.clause),
                reads={seen.name: seen.value for seen in asked.reads},
                came_out=_came_out(asked),
            )


def whys(waits: Iterable[Waits], reasons: Iterable[Reason], lines: Iterable[Line]) -> list[Why]:
    """What a run waits for, with when each began to wait and what its condition read when it was last asked."""
    newest: dict[tuple[str, str], Reason] = {(each.element, each.clause): each for each in reasons}
    since = _since(lines)
    found = []
    for each in waits:
        keeps = tuple(
            reason
            for (element, clause), reason in newest.items()
            if element == each.element and _keeps_waiting(clause, reason.came_out)
        )
        found.append(Why(each, since.get((each.element, each.place), since.get((each.element, ""))), keeps))
    return found


def _since(lines: Iterable[Line]) -> dict[tuple[str | None, str], int]:
    """When the newest change came to each place; under an empty place, to the element as a whole.

    Of the run itself it is when it was suspended.
    """
    found: dict[tuple[str | None, str], int] = {}
    for line in lines:
        if line.element is None and line.what == "suspended":
            found[None, line.place] = line.at
        if line.element is not None and line.what not in _CHANGES_NOTHING:
            found[line.element, line.place] = found[line.element, ""] = line.at
    return found


def _keeps_waiting(clause: str, came_out: str) -> bool:
    """Whether what came out keeps the element waiting; where `only if` does not hold a step waits no longer."""
    return came_out != HOLDS and (clause, came_out) != ("only if", FAILS)


def _came_out(asked: Asked) -> str:
    if asked.error is not None:
        return f"it met an error: {asked.error}"
    if asked.answer is None:
        return "a plugin's predicate is being asked"
    return HOLDS if asked.answer else FAILS
