"""Rows of queries as the people that a file of people would hold."""

from collections.abc import Mapping, Sequence
from typing import Any

from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_people.moments import moment

Rows = Sequence[Mapping[str, Any]]

_COLUMNS = {
    "users": "name, and manager and active where there are such",
    "groups": "name and member",
    "queues": "name and member",
    "absences": "user_name, from_day, until_day, and substitute where there is one",
}


def people_of(answers: Mapping[str, Rows], zone: str) -> dict[str, Any]:
    """The answers to the queries, by what they are about, as a file of people has them. Raises BadPlugin."""
    return {
        "zone": zone,
        "users": _users(answers.get("users", ())),
        "groups": _members("groups", answers.get("groups", ())),
        "queues": _members("queues", answers.get("queues", ())),
        "absences": [_absence(row) for row in answers.get("absences", ())],
    }


def _users(rows: Rows) -> dict[str, dict[str, Any]]:
    users: dict[str, dict[str, Any]] = {}
    for row in rows:
        name = _text("users", row, "name")
        if name in users:
            raise BadPlugin(f"there are two users {name}", "Names are compared as they are written: give each one row.")
        users[name] = {"active": _active(name, row.get("active"))}
        if row.get("manager") is not None:
            users[name]["manager"] = _text("users", row, "manager")
    return users


def _active(name: str, value: Any) -> bool:
    if value is None:
        return True
    if value not in (0, 1):
        raise BadPlugin(f"`active` of the user {name} is {value!r}", "Answer true or false, or 1 or 0.")
    return bool(value)


def _members(about: str, rows: Rows) -> dict[str, list[str]]:
    """Names with their members. A row without a member says that the group or queue is there, if only it is empty."""
    members: dict[str, list[str]] = {}
    for row in rows:
        of_name = members.setdefault(_text(about, row, "name"), [])
        if _value(about, row, "member") is not None:
            of_name.append(_text(about, row, "member"))
    return members


def _absence(row: Mapping[str, Any]) -> dict[str, Any]:
    absence = {
        "user": _text("absences", row, "user_name"),
        "from": moment(_value("absences", row, "from_day")),
        "until": moment(_value("absences", row, "until_day")),
    }
    if row.get("substitute") is not None:
        absence["substitute"] = _text("absences", row, "substitute")
    return absence


def _text(about: str, row: Mapping[str, Any], column: str) -> str:
    value = _value(about, row, column)
    if not isinstance(value, str) or not value:
        raise BadPlugin(f"`{column}` in the query for {about} answers {value!r}, which is no name", "Names are texts.")
    return value


def _value(about: str, row: Mapping[str, Any], column: str) -> Any:
    if column not in row:
        raise BadPlugin(f"the query for {about} answers no column {column}", f"It has to answer {_COLUMNS[about]}.")
    return row[column]
