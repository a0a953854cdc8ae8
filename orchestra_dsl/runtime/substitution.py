"""In whose place a user may act: by how many substitutes of substitutes, and never in a circle."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from orchestra_dsl.runtime.ports import Directory, Substituting

DEEPEST = 3
"""How long a chain may be: who stands in for a substitute's substitute is the last one who may act."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def stands_in_for(directory: Directory, user: str, at: int) -> list[str]:
    """The people in whose place the user may act at an instant, the nearest first, each once."""
    if not isinstance(directory, Substituting):
        return []
    moment = instant(at)
    found: dict[str, None] = {}
    line = [user]
    for _ in range(DEEPEST):
        named = [person for each in line for person in sorted(directory.stands_in_for(each, moment))]
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
