"""Whether a directory of people agrees with itself: what the engine takes for granted, whichever question it asks."""

from collections.abc import Collection, Iterator
from datetime import datetime

from orchestra_dsl.graph.values import is_principal
from orchestra_dsl.plugin.directory import Directories

NOBODY = "nobody-of-this-name"


def disagreements(directory: Directories, principals: Collection[str], at: datetime) -> Iterator[str]:
    """What does not fit together in the answers about these users, groups and queues, a sentence each."""
    users = sorted(each for each in principals if each.startswith("user:"))
    for principal in sorted(principals):
        if not is_principal(principal):
            yield f"{principal!r} is no principal: one is written as user:ann, group:Agents or queue:Triage"
            continue
        if not directory.known(principal):
            yield f"{principal} is listed, and not known"
        yield from _members(directory, principal, users)
    for user in users:
        yield from _of_user(directory, user, users, at)
    for principal in (f"user:{NOBODY}", f"group:{NOBODY}", f"queue:{NOBODY}"):
        if directory.known(principal) or directory.members(principal) or directory.someone(principal, ()):
            yield f"{principal} is known, or has members, although nobody has this name"


def _members(directory: Directories, principal: str, users: Collection[str]) -> Iterator[str]:
    members = list(directory.members(principal))
    if principal.startswith("user:") and members != [principal]:
        yield f"the members of {principal} are {members}: a user stands for that user alone"
    for member in members:
        if not directory.known(member):
            yield f"{member} is a member of {principal}, and not known"
    for user in {*users, *members}:
        if directory.member(user, principal) != (user in members):
            yield f"whether {user} belongs to {principal}, `member` and `members` answer differently"
    if directory.someone(principal, ()) != bool(members):
        yield f"whether {principal} has a member, `someone` and `members` answer differently"
    if directory.someone(principal, members):
        yield f"{principal} has somebody besides all of its members, `someone` answers"


def _of_user(directory: Directories, user: str, users: Collection[str], at: datetime) -> Iterator[str]:
    manager = directory.manager(user)
    if manager is not None and not directory.known(manager):
        yield f"the manager of {user} is {manager}, who is not known"
    substitutes = directory.substitutes(user, at)
    if substitutes and not directory.away(user, at):
        yield f"{user} has substitutes, and is not away"
    for other in {*users, *substitutes}:
        if (user in directory.stands_in_for(other, at)) != (other in substitutes):
            yield f"whether {other} stands in for {user}, `substitutes` and `stands_in_for` answer differently"
