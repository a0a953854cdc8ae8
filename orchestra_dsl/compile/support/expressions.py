"""The forms of expressions that work something out: questions about records and runs, functions of lists, operators."""

from collections.abc import Callable
from typing import get_args

from orchestra_dsl.compile.support.form import Form, runs
from orchestra_dsl.graph.library import FOLDS, FUNCTIONS
from orchestra_dsl.syntax import nodes as n

_ASKING = ("find", "visited", "changed", "before", "original", "state")
"""The functions that ask about a record, a run or a write: none of them is in the library."""


def _calls(*functions: str) -> Callable[[n.Call], bool]:
    return lambda it: it.function.text in functions


def _calls_a_predicate(call: n.Call) -> bool:
    return call.function.text not in (*FUNCTIONS, *FOLDS, *_ASKING)


def _works_out(operator: str) -> Callable[[n.Arithmetic], bool]:
    return lambda it: operator in it.operators


def _compares(operator: str) -> Callable[[n.Comparison], bool]:
    return lambda it: it.operator == operator


_FOLDS = {
    "any": "Whether E holds for one item at least. For an empty list it is false.",
    "all": "Whether E holds for every item. For an empty list it is true.",
    "count": "For how many items E holds. `count(list)` is how many there are.",
    "sum": "The sum of E over all items: numbers or durations. Of an empty list it is 0.",
    "min": "The least E of all items. It is missing where the list is empty.",
    "max": "The greatest E of all items. It is missing where the list is empty.",
    "filter": "The items for which E holds, in their order.",
    "map": "E of every item, in their order.",
}

QUESTIONS: tuple[Form, ...] = (
    runs(
        n.Call,
        "is_vip(case): a predicate",
        "Whether it holds. One that a plugin answers may stand only in a condition of an element, such as `start "
        "when`, `only if` or an outcome: that can wait for the answer.",
        _calls_a_predicate,
    ),
    runs(n.Call, "lower(x): a function of the library", "One of the functions below.", _calls(*FUNCTIONS)),
    runs(
        n.Call,
        "find(Case, id)",
        "Another record by its id, read afresh. It is missing where there is none.",
        _calls("find"),
    ),
    runs(
        n.Call,
        "visited(severity.critical)",
        "Whether the run has ever taken this outcome of a decision.",
        _calls("visited"),
    ),
    runs(
        n.Call,
        "changed(case.status)",
        "Whether the write that is looked at has changed the field. Only in `start on … when`.",
        _calls("changed"),
    ),
    runs(
        n.Call,
        "before(case)",
        "The record before that write: `before(case).status`, which is missing for a new one. Only in `start on … "
        "when`.",
        _calls("before"),
    ),
    runs(
        n.Call,
        "original(case)",
        "What a record held when the run started. It keeps only the fields that the source reads of it.",
        _calls("original"),
    ),
    runs(
        n.Call,
        "state(resolve.fix)",
        "Where a stage or a step stands, as one of the [statuses](rules.md#statuses): `state(resolve.fix) == "
        '"skipped"`.',
        _calls("state"),
    ),
    *(runs(n.Call, f"{fold}(list, a => E)", _FOLDS[fold], _calls(fold)) for fold in FOLDS),
    runs(n.Lambda, "a => a.approved", "What is asked of each item. It stands only in the eight functions above."),
)

_ARITHMETIC = {
    "+": "Adds numbers or durations, a duration or business days to a point in time; joins texts.",
    "-": "Subtracts. Two points in time give the duration between them.",
    "*": "Multiplies numbers, or a duration by a number.",
    "/": "Divides numbers, into a decimal, or a duration by a number. Dividing by zero is an error.",
}

_COMPARISONS = {
    "==": "Whether both are the same.",
    "!=": "Whether they differ.",
    "<": "Whether the left one is less: numbers, texts, dates, times, durations.",
    "<=": "Whether it is less or the same.",
    ">": "Whether it is greater.",
    ">=": "Whether it is greater or the same.",
    "in": "Whether a list has the item, or a text the other one inside.",
    "not in": "Whether it has not.",
}

OPERATORS: tuple[Form, ...] = (
    runs(n.Not, "not E", "True where E is false."),
    runs(n.Negate, "-E", "A number or a duration with the other sign."),
    runs(n.And, "E and E", "True where both are. The second is worked out only where the first is true."),
    runs(n.Or, "E or E", "True where one is. The second is worked out only where the first is false."),
    runs(n.Coalesce, "E ?? E", "The first where it is there, else the second."),
    *(
        runs(n.Arithmetic, f"E {each} E", _ARITHMETIC[each], _works_out(each))
        for each in get_args(n.ArithmeticOperator)
    ),
    *(
        runs(n.Comparison, f"E {each} E", _COMPARISONS[each], _compares(each))
        for each in get_args(n.ComparisonOperator)
    ),
    runs(
        n.Conditional,
        "if E then E else E",
        "One value or the other. Within another operator it stands in parentheses.",
    ),
)
