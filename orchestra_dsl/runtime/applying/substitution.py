"""In whose place a user may act: by how many substitutes of substitutes, and never in a circle."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from orchestra_dsl.interpreter.commit import Tell
from orchestra_dsl.interpreter.facts import MOST_MEMBERS
from orchestra_dsl.runtime.ports import Directory, Substituting

DEEPEST = 3
"""How long a chain may be: who stands in for a substitute's substitute is the last one who may act."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def stands_in_for(directory: Directory, user: str, at: int) -> list[str]:
    """The people in whose place the user may act at an instant, the nearest first, each once."""
    return _along(directory.stands_in_for, user, at) if isinstance(directory, Substituting) else []


def substitutes_of(directory: Directory, user: str, at: int) -> list[str]:
    """The people who may act in the place of the user at an instant, the nearest first, each once."""
    return _along(directory.substitutes, user, at) if isinstance(directory, Substituting) else []


def places_taken(
    directory: Directory, effect: Tell, members: Mapping[str, Sequence[str]], at: int
) -> dict[str, tuple[str, ...]]:
    """Who is told of work in the place of others, and of whom; nobody who is told anyway or may not do it."""
    if not effect.work or sum(map(len, members.values())) > MOST_MEMBERS:
        return {}
    barred = {user for each in effect.but for user in members[each]}
    people = dict.fromkeys(effect.users(members.__getitem__))
    found: dict[str, list[str]] = {}
    for person in people:
        for user in substitutes_of(directory, person, at):
            if user not in barred and user not in people:
                found.setdefault(user, []).append(person)
    return {user: tuple(each) for user, each in found.items()}


def _along(ask: Callable[[str, datetime], Collection[str]], user: str, at: int) -> list[str]:
    """Follow chains, as far as they may go: first whom it is about, then those of these."""
    moment = instant(at)
    found: dict[str, None] = {}
    line = [user]
    for _ in range(DEEPEST):
        named = [person for each in line for person in sorted(ask(each, moment))]
        line = [each for each in dict.fromkeys(named) if each != user and each not in found]
        found.update(dict.fromkeys(line))
    return list(found)


def instant(micros: int) -> datetime:
    """An instant as directories are asked for it."""
    return _EPOCH + timedelta(microseconds=micros)


def present(directory: Directory, people: Sequence[str], at: int) -> list[str]:
    """The users of these groups and queues, and those named, who are not out of office at an instant, sorted."""
    users = {user for each in people for user in directory.members(each)}
    if isinstance(directory, Substituting):
        users = {user for user in users if not directory.away(user, instant(at))}
    return sorted(users)
