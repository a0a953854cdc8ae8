"""The fixed library: one Python function for every name in graph/library.py; a test holds the two together.

Each takes the Context first, to ask for facts and to charge the budget, and then values of the types that its
signature says.
"""

from collections.abc import Callable, Mapping
from typing import Any

from orchestra_dsl.interpreter.library import dates, numbers, people, texts

FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "starts_with": texts.starts_with,
    "ends_with": texts.ends_with,
    "contains": texts.contains,
    "blank": texts.blank,
    "lower": texts.lower,
    "upper": texts.upper,
    "trim": texts.trim,
    "length": texts.length,
    "replace": texts.replace,
    "join": texts.join,
    "abs": numbers.absolute,
    "round": numbers.rounded,
    "floor": numbers.floor,
    "ceil": numbers.ceil,
    "hours": numbers.hours,
    "date": dates.to_date,
    "datetime": dates.to_datetime,
    "date_of": dates.date_of,
    "year": dates.year,
    "month": dates.month,
    "day": dates.day,
    "weekday": dates.weekday,
    "days_between": dates.days_between,
    "add_days": dates.add_days,
    "user": people.user,
    "group": people.group,
    "queue": people.queue,
    "manager": people.manager,
    "members": people.members,
    "find": people.find,
}
"""The implementations, by the name of the signature."""
