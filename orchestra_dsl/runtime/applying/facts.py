"""Facts: which the store or the machine answers on the spot, and which have to be fetched from outside."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from orchestra_dsl.graph.calendar import Calendar
from orchestra_dsl.graph.model import Graph
from orchestra_dsl.interpreter.commit import FactKey
from orchestra_dsl.interpreter.facts import MOST_MEMBERS
from orchestra_dsl.runtime.applying.substitution import present, stands_in_for
from orchestra_dsl.runtime.calendars.counting import business_days_after, open_between, open_time_after
from orchestra_dsl.runtime.calendars.days import Days, days_of, local_instant
from orchestra_dsl.runtime.errors import FactsUnavailable
from orchestra_dsl.runtime.ports import Directory
from orchestra_dsl.runtime.store.port import Reads

Facts = dict[FactKey, Any]
OUTSIDE = object()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class NeedsOutside(Exception):
    """Something has to be known that only others know; it is fetched outside of any transaction."""

    def __init__(self, keys: tuple[FactKey, ...]) -> None:
        super().__init__(keys)
        self.keys = keys


class AtOnce(dict[FactKey, Any]):
    """The facts of one event: what nobody has to wait for is answered when the step asks, which is then not begun anew.

    What cannot be answered so is missing, whatever the reason: the step asks for it, and `look_up` says why.
    """

    __slots__ = ("_elsewhere", "_graph", "_reads")

    def __init__(self, graph: Graph, reads: Reads, elsewhere: Callable[[FactKey], Any]) -> None:
        super().__init__()
        self._graph = graph
        self._reads = reads
        self._elsewhere = elsewhere

    def __missing__(self, key: FactKey) -> Any:
        """Answer it now, or be without it."""
        try:
            answer = on_the_spot(key, self._graph, self._reads)
            self[key] = answer = self._elsewhere(key) if answer is OUTSIDE else answer
        except Exception:  # noqa: BLE001 - nothing but a missing fact may come out in the middle of an evaluation
            raise KeyError(key) from None
        return answer


def look_up(keys: Iterable[FactKey], graph: Graph, reads: Reads, known: Facts) -> None:
    """Add what can be answered on the spot to `known`. Raises NeedsOutside for the rest."""
    outside = []
    for key in keys:
        if key in known:
            raise RuntimeError(f"a step asks again for what it was told: {key}")
        answer = on_the_spot(key, graph, reads)
        if answer is OUTSIDE:
            outside.append(key)
        else:
            known[key] = answer
    if outside:
        raise NeedsOutside(tuple(outside))


def on_the_spot(key: FactKey, graph: Graph, reads: Reads) -> Any:
    """What the store or the machine answers; OUTSIDE where they do not know."""
    what = key[0]
    if what == "record":
        return _record(key[1], key[2], graph, reads)
    if what == "offset":
        return _offset(key[1], key[2])
    if what == "instant":
        return _instant(key[1], key[2])
    if what in _COUNTING and graph.calendar is not None:
        return _COUNTING[what](_days(graph.calendar), key[2], key[3])
    return OUTSIDE


def _record(type_: str, id_: str, graph: Graph, reads: Reads) -> dict[str, Any] | None:
    """Those fields of the record that the graph reads."""
    found = reads.record(type_, id_)
    if found is None:
        return None
    return {name: found.fields[name] for name in graph.reads.get(type_, ()) if name in found.fields}


def _offset(zone: str, instant: int) -> int | None:
    """Seconds east of UTC; None for a zone that this machine does not know."""
    try:
        offset = (_EPOCH + timedelta(microseconds=instant)).astimezone(ZoneInfo(zone)).utcoffset()
    except (KeyError, ValueError, OSError, OverflowError):
        return None
    return None if offset is None else offset // timedelta(seconds=1)


def _instant(zone: str, text: str) -> int | None:
    """The instant of a local date and time; None for a zone that this machine does not know."""
    try:
        return local_instant(datetime.fromisoformat(text), ZoneInfo(zone))
    except (KeyError, ValueError, OSError, OverflowError):
        return None


def _days(calendar: Calendar) -> Days:
    """The days of the calendar. Raises FactsUnavailable where this machine lacks what they need."""
    try:
        return days_of(calendar)
    except (LookupError, ValueError, OSError) as error:
        raise FactsUnavailable(f"the calendar {calendar.name} cannot be used: {error}") from error


_COUNTING = {"business": business_days_after, "open": open_between, "opening": open_time_after}


def ask(directory: Directory, keys: Iterable[FactKey]) -> Facts:
    """The directory's answers. Raises whatever the directory raises."""
    answers: Facts = {}
    for key in keys:
        answers[key] = ask_one(directory, key)
        if key[0] == "known" and answers[key] and not key[1].startswith("user:"):
            # Whoever asks for a group asks next whether anybody is in it: that saves a second journey.
            answers["someone", key[1], ()] = directory.someone(key[1], ())
    return answers


def _members(directory: Directory, principal: str) -> list[str] | int:
    """The users of a group or queue; their number where they are too many."""
    found = directory.members(principal)
    return list(found) if len(found) <= MOST_MEMBERS else len(found)


_QUESTIONS: dict[str, Callable[..., Any]] = {
    "known": lambda directory, principal: directory.known(principal),
    "member": lambda directory, user, principal: directory.member(user, principal),
    "someone": lambda directory, principal, excluded: directory.someone(principal, excluded),
    "members": _members,
    "manager": lambda directory, user: directory.manager(user),
    "present": present,
    "stands in for": stands_in_for,
}


def ask_one(directory: Directory, key: FactKey) -> Any:
    """The directory's answer to one question. Raises whatever the directory raises."""
    question = _QUESTIONS.get(key[0])
    if question is None:
        raise ValueError(f"there is no such fact: {key}")
    return question(directory, *key[1:])
