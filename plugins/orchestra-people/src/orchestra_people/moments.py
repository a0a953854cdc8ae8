"""Days and instants of absences that come as texts, from JSON or from a database that knows no others."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

_ONLY_A_DAY = len("2026-12-21")


def moment(value: Any) -> Any:
    """A day or an instant for a text in ISO form; whatever else it is stays, and is judged where absences are read."""
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value) if len(value) == _ONLY_A_DAY else datetime.fromisoformat(value)
    except ValueError:
        return value


def with_moments(people: Mapping[str, Any]) -> dict[str, Any]:
    """People as a file of them holds them: with days and instants for texts in `from` and `until`."""
    absences = [
        {key: moment(value) if key in ("from", "until") else value for key, value in each.items()}
        for each in people.get("absences", ())
    ]
    return {**people, "absences": absences}
