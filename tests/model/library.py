"""The fixed library of functions, each in a line (section 2)."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import Any

from orchestra_dsl.graph.moments import DateTime, parse_datetime
from tests.model.arithmetic import decimal, whole
from tests.model.errors import Failed
from tests.model.scene import Scene
from tests.model.world import instant, local

HOUR = 3_600_000_000


def _date(_scene: Scene, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise Failed("BadValue", f'"{text}" is no date') from error


def _datetime(scene: Scene, text: str) -> DateTime:
    try:
        return parse_datetime(text)
    except ValueError:
        pass
    try:
        return DateTime(instant(text, scene.zone), scene.zone)
    except ValueError as error:
        raise Failed("BadValue", f'"{text}" is no date and time') from error


def _add_days(_scene: Scene, day: str, count: int) -> str:
    try:
        return (date.fromisoformat(day) + timedelta(days=count)).isoformat()
    except OverflowError as error:
        raise Failed("Overflow", "the date is too far away") from error


def _rounded(way: str) -> Callable[..., Any]:
    return lambda _scene, number: whole(int(Decimal(number).to_integral_value(way)))


def _round(_scene: Scene, number: Decimal, places: int) -> Decimal:
    return round(Decimal(number), places) if places >= 0 else _tens(number, -places)


def _tens(number: Decimal, places: int) -> Decimal:
    return Decimal(number).scaleb(-places).to_integral_value(ROUND_HALF_EVEN).scaleb(places)


def _find(scene: Scene, record: str, id_: str | None) -> str | None:
    """The record of this type and id; missing when there is none (rule 17)."""
    return id_ if id_ is not None and scene.world.record(record, id_) is not None else None


LIBRARY: dict[str, Callable[..., Any]] = {
    "starts_with": lambda _scene, text, part: text.startswith(part),
    "ends_with": lambda _scene, text, part: text.endswith(part),
    "contains": lambda _scene, text, part: part in text,
    "blank": lambda _scene, text: text is None or not text.strip(),
    "lower": lambda _scene, text: text.lower(),
    "upper": lambda _scene, text: text.upper(),
    "trim": lambda _scene, text: text.strip(),
    "length": lambda _scene, text: len(text),
    "replace": lambda _scene, text, old, new: text.replace(old, new),
    "join": lambda _scene, texts, between: between.join(texts),
    "abs": lambda _scene, number: abs(number) if isinstance(number, Decimal) else whole(abs(number)),
    "round": _round,
    "floor": _rounded(ROUND_FLOOR),
    "ceil": _rounded(ROUND_CEILING),
    "date": _date,
    "datetime": _datetime,
    "date_of": lambda _scene, moment: local(moment.instant, moment.zone).date().isoformat(),
    "year": lambda _scene, day: date.fromisoformat(day).year,
    "month": lambda _scene, day: date.fromisoformat(day).month,
    "day": lambda _scene, day: date.fromisoformat(day).day,
    "weekday": lambda _scene, day: date.fromisoformat(day).isoweekday(),
    "days_between": lambda _scene, first, second: (date.fromisoformat(second) - date.fromisoformat(first)).days,
    "add_days": _add_days,
    "hours": lambda _scene, duration: decimal("/", duration, HOUR),
    "user": lambda _scene, name: f"user:{name}",
    "group": lambda _scene, name: f"group:{name}",
    "queue": lambda _scene, name: f"queue:{name}",
    "manager": lambda scene, user: None if user is None else scene.world.manager(user),
    "members": lambda scene, group: list(scene.world.users(group)),
    "find": _find,
}
