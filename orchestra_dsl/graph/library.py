"""The fixed library as data: what each function takes and gives. The interpreter holds the implementations.

A function with several forms (`abs` of an integer, of a decimal) lists one signature for each; the first that fits
the arguments counts. `find` is not here: its first argument is the name of a record type, not a value; in a graph it
is `Call("find", (the name as a text, the id))`.
"""

from msgspec import Struct

from orchestra_dsl.graph.types import (
    BOOLEAN,
    DATE,
    DATETIME,
    DECIMAL,
    DURATION,
    GROUP,
    INTEGER,
    QUEUE,
    TEXT,
    USER,
    ListOf,
    Optional,
    Type,
)


class Form(Struct, frozen=True):
    """One way to call a function: the types of its arguments and of its result."""

    parameters: tuple[Type, ...]
    result: Type


class Function(Struct, frozen=True):
    """A function of the library: its forms, and a sentence for the reader."""

    name: str
    about: str
    forms: tuple[Form, ...]


def _function(name: str, about: str, *forms: tuple[tuple[Type, ...], Type]) -> Function:
    return Function(name, about, tuple(Form(parameters, result) for parameters, result in forms))


LIBRARY: tuple[Function, ...] = (
    _function("starts_with", "Whether a text begins with another.", ((TEXT, TEXT), BOOLEAN)),
    _function("ends_with", "Whether a text ends with another.", ((TEXT, TEXT), BOOLEAN)),
    _function("contains", "Whether a text has another inside.", ((TEXT, TEXT), BOOLEAN)),
    _function("blank", "Whether a text is missing, empty or only white space.", ((Optional(TEXT),), BOOLEAN)),
    _function("lower", "The text in small letters.", ((TEXT,), TEXT)),
    _function("upper", "The text in capital letters.", ((TEXT,), TEXT)),
    _function("trim", "The text without white space at its ends.", ((TEXT,), TEXT)),
    _function("length", "The number of characters of a text.", ((TEXT,), INTEGER)),
    _function("replace", "The text with every occurrence of a second replaced by a third.", ((TEXT, TEXT, TEXT), TEXT)),
    _function("join", "The texts of a list as one, with a separator between them.", ((ListOf(TEXT), TEXT), TEXT)),
    _function("abs", "The amount of a number.", ((INTEGER,), INTEGER), ((DECIMAL,), DECIMAL)),
    _function("round", "The number with so many decimal places, halves to even.", ((DECIMAL, INTEGER), DECIMAL)),
    _function("floor", "The largest whole number that is not above.", ((DECIMAL,), INTEGER)),
    _function("ceil", "The smallest whole number that is not below.", ((DECIMAL,), INTEGER)),
    _function("date", 'The date that a text such as "2026-03-02" names.', ((TEXT,), DATE)),
    _function("datetime", 'The point in time that a text such as "2026-03-02T09:00Z" names.', ((TEXT,), DATETIME)),
    _function("date_of", "The date of a point in time, in its own zone.", ((DATETIME,), DATE)),
    _function("year", "The year of a date.", ((DATE,), INTEGER)),
    _function("month", "The month of a date, from 1.", ((DATE,), INTEGER)),
    _function("day", "The day of the month of a date, from 1.", ((DATE,), INTEGER)),
    _function("weekday", "The day of the week of a date: Monday is 1, Sunday 7.", ((DATE,), INTEGER)),
    _function("days_between", "The number of days from a first date to a second.", ((DATE, DATE), INTEGER)),
    _function("add_days", "The date so many days later.", ((DATE, INTEGER), DATE)),
    _function("hours", "A duration in hours.", ((DURATION,), DECIMAL)),
    _function("user", "The user of this name.", ((TEXT,), USER)),
    _function("group", "The group of this name.", ((TEXT,), GROUP)),
    _function("queue", "The queue of this name.", ((TEXT,), QUEUE)),
    _function("manager", "The manager of a user; missing when there is none.", ((Optional(USER),), Optional(USER))),
    _function("members", "The users of a group.", ((GROUP,), ListOf(USER))),
)

FUNCTIONS: dict[str, Function] = {each.name: each for each in LIBRARY}
"""The library by name."""

FOLDS = ("any", "all", "count", "sum", "min", "max", "filter", "map")
"""The functions over a list that take a lambda: nodes of their own in a graph (expressions.Fold)."""
