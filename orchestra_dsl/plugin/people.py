"""The project's own directory of people, from a TOML file or a dict.

    [users.ann]
    manager = "lena"

    [users.old]
    active = false

    [groups]
    Agents = ["ann", "bob"]

    [queues]
    Triage = ["maria", "group:Agents"]

Members are users by their bare names, or groups as `group:NAME`. Who is out of office is said in `[[absences]]`
(absences.py).
"""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from orchestra_dsl.diagnostics.suggest import did_you_mean
from orchestra_dsl.graph.values import principal_name
from orchestra_dsl.plugin.absences import read_absences
from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.tables import read_table

_MEMBERS = "Members are users by name, or groups as group:NAME."
_FORM = "Write [users.ann] with manager and active; [groups] and [queues] with lists of members."


class _Person(msgspec.Struct, forbid_unknown_fields=True):
    """One user of the file."""

    manager: str | None = None
    active: bool = True


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """The whole file, before its users are looked at one by one."""

    users: dict[str, Any] = {}
    groups: dict[str, Any] = {}
    queues: dict[str, Any] = {}
    absences: list[Any] = []
    zone: str = "UTC"


class People:
    """A directory that never changes: users, groups and queues as a file or a test names them."""

    def __init__(self, data: Mapping[str, Any], *files: Path) -> None:
        """Take a file's contents, and the file if there is one. Raises BadPlugin, which says what is wrong."""
        self._files = files
        file = read_table(data, _File, "the list of people", _FORM)
        self._fingerprint = sha256(msgspec.json.encode(data, order="deterministic")).hexdigest()
        self._users = {name: read_table(each, _Person, f"the user {name}", _FORM) for name, each in file.users.items()}
        self._active = frozenset(f"user:{name}" for name, person in self._users.items() if person.active)
        self._managers = {name: person.manager for name, person in self._users.items() if person.manager is not None}
        listed = {}
        for kind, sets in (("group", file.groups), ("queue", file.queues)):
            for name, members in sets.items():
                listed[f"{kind}:{name}"] = read_table(members, list[str], f"the {kind} {name}", _FORM)
        self._check(listed)
        self._absences = read_absences(file.absences, file.zone, self._users)
        self._members = {principal: _users_of(principal, listed) & self._active for principal in listed}

    def fingerprint(self) -> str:
        """A text that is another one when anything in the file is."""
        return self._fingerprint

    def files(self) -> Collection[Path]:
        """The file, where there is one."""
        return self._files

    @property
    def at_hand(self) -> bool:
        """Whether all are in memory, and nobody has to wait. A class made from this one may ask elsewhere."""
        return type(self) is People

    @property
    def name(self) -> str:
        """The file, where there is one."""
        return ", ".join(map(str, self._files)) or "people"

    def known(self, principal: str) -> bool:
        """Whether there is such a user (who is active), group or queue."""
        return principal in self._members or principal in self._active

    def principals(self) -> Collection[str]:
        """Everybody who is known."""
        return self._members.keys() | self._active

    def member(self, user: str, principal: str) -> bool:
        """Whether the user belongs to the group or queue, or is the user named."""
        return user in self._of(principal)

    def someone(self, principal: str, excluded: Collection[str]) -> bool:
        """Whether the group or queue has a member, or is a user, not among `excluded`."""
        return not self._of(principal) <= set(excluded)

    def members(self, principal: str) -> Sequence[str]:
        """The users of a group or queue, sorted; of a user the user."""
        return sorted(self._of(principal))

    def manager(self, user: str) -> str | None:
        """The user's manager, if active."""
        manager = self._managers.get(principal_name(user))
        return f"user:{manager}" if manager is not None and self._users[manager].active else None

    def stands_in_for(self, user: str, at: datetime) -> Collection[str]:
        """The users who are away at this instant and whose substitute the user is."""
        name = principal_name(user)
        found = {f"user:{each.user}" for each in self._absences if each.substitute == name and each.covers(at)}
        return found & self._active if user in self._active else ()

    def substitutes(self, user: str, at: datetime) -> Collection[str]:
        """The users who stand in for the user at this instant, where that one is away."""
        name = principal_name(user)
        here = [each.substitute for each in self._absences if each.user == name and each.covers(at)]
        return {f"user:{each}" for each in here if each is not None} & self._active if user in self._active else ()

    def away(self, user: str, at: datetime) -> bool:
        """Whether the user is out of office at this instant."""
        return any(each.user == principal_name(user) and each.covers(at) for each in self._absences)

    def _of(self, principal: str) -> frozenset[str]:
        if principal in self._members:
            return self._members[principal]
        return frozenset({principal}) & self._active

    def _check(self, listed: Mapping[str, Sequence[str]]) -> None:
        for user, manager in self._managers.items():
            self._must_exist(manager, self._users, f"the manager of {user}", "Managers are users of this file by name.")
        groups = {principal for principal in listed if principal.startswith("group:")}
        for principal, members in listed.items():
            for member in members:
                known = groups if member.startswith("group:") else self._users
                self._must_exist(member, known, f"a member of {principal.replace(':', ' ')}", _MEMBERS)

    @staticmethod
    def _must_exist(name: str, known: Collection[str], what: str, otherwise: str) -> None:
        if name not in known:
            hint = did_you_mean(name, known) or otherwise
            raise BadPlugin(f"there is no {name}, who is {what}", hint)


def _users_of(principal: str, listed: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """The users in a group or queue and in the groups within it; groups may hold each other in a circle."""
    users, seen, open_ = set(), {principal}, [principal]
    while open_:
        for member in listed[open_.pop()]:
            if not member.startswith("group:"):
                users.add(f"user:{member}")
            elif member not in seen:
                seen.add(member)
                open_.append(member)
    return frozenset(users)


def people_data(file: Path, named: str = "`people` in orchestra.toml") -> dict[str, Any]:
    """What a TOML file of people holds. Raises BadPlugin, with why it cannot be read, and what names it."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        what = f"the file of people cannot be read: {error.strerror or error}"
        raise BadPlugin(what, f"{named} names it.", str(file)) from error
    except ValueError as error:
        raise BadPlugin(f"the file of people is not valid TOML: {error}", None, file.name) from error
    except RecursionError as error:
        raise BadPlugin("the file of people is nested too deeply", None, file.name) from error


def read_people(file: Path) -> People:
    """The directory that a TOML file describes. Raises BadPlugin, which says what is wrong and where."""
    try:
        return People(people_data(file), file)
    except BadPlugin as error:
        raise BadPlugin(error.what, error.hint, error.where or file.name) from error
