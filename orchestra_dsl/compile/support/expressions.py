"""The forms of expressions."""

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


def _refers_to(*names: str) -> Callable[[n.Reference], bool]:
    return lambda it: it.name in names


def _works_out(operator: str) -> Callable[[n.Arithmetic], bool]:
    return lambda it: operator in it.operators


def _compares(operator: str) -> Callable[[n.Comparison], bool]:
    return lambda it: it.operator == operator


EXPRESSIONS: tuple[Form, ...] = (
    runs(n.TextLiteral, '"text"', ""),
    runs(n.Interpolation, '"Case {case.number}"', ""),
    runs(n.IntegerLiteral, "10_000", ""),
    runs(n.DecimalLiteral, "0.25", ""),
    runs(n.BooleanLiteral, "true, false", ""),
    runs(n.NullLiteral, "null", ""),
    runs(n.DurationLiteral, "90s, 4h, 3d", ""),
    runs(n.BusinessDays, "2 business days", "A number of business days"),
    runs(n.ListLiteral, "[a, b]", ""),
    runs(n.ObjectLiteral, "{ a: 1, b: x }", ""),
    runs(n.Reference, "case: a name that stands for a value", "", lambda it: it.name not in ("now", "run")),
    runs(n.Reference, "now", "", _refers_to("now")),
    runs(n.Reference, "run.id, run.started_by, run.started_at, run.error", "", _refers_to("run")),
    runs(n.Attribute, "case.number", "", lambda it: not it.optional),
    runs(n.Attribute, "case?.number", "", lambda it: it.optional),
    runs(n.Index, "list[0]", ""),
    runs(n.Call, "is_vip(case): a predicate", "", _calls_a_predicate),
    runs(n.Call, "lower(x): a function of the library", "", _calls(*FUNCTIONS)),
    runs(n.Call, "find(Case, id)", "", _calls("find")),
    runs(n.Call, "visited(severity.critical)", "", _calls("visited")),
    runs(n.Call, "changed(case.status)", "", _calls("changed")),
    runs(n.Call, "before(case)", "", _calls("before")),
    runs(n.Call, "original(case)", "", _calls("original")),
    runs(n.Call, "state(resolve.fix)", "", _calls("state")),
    *(runs(n.Call, f"{fold}(list, a => E)", "", _calls(fold)) for fold in FOLDS),
    runs(n.Lambda, "a => a.approved", ""),
    runs(n.Not, "not E", ""),
    runs(n.Negate, "-E", ""),
    runs(n.And, "E and E", ""),
    runs(n.Or, "E or E", ""),
    runs(n.Coalesce, "E ?? E", ""),
    *(runs(n.Arithmetic, f"E {each} E", "", _works_out(each)) for each in get_args(n.ArithmeticOperator)),
    *(runs(n.Comparison, f"E {each} E", "", _compares(each)) for each in get_args(n.ComparisonOperator)),
    runs(n.Conditional, "if E then E else E", ""),
)
