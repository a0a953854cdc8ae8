"""The forms of expressions."""

from collections.abc import Callable

from orchestra_dsl.compile.support.form import Form, runs, waits
from orchestra_dsl.syntax import nodes as n


def _calls(*functions: str) -> Callable[[n.Call], bool]:
    return lambda it: it.function.text in functions


def _calls_another(*functions: str) -> Callable[[n.Call], bool]:
    return lambda it: it.function.text not in functions


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
    runs(n.Reference, "case, now, run: a name that stands for a value", ""),
    runs(n.Attribute, "case.number, case?.number", ""),
    runs(n.Index, "list[0]", ""),
    runs(
        n.Call,
        "is_vip(case), lower(x), visited(severity.critical), changed(case.status)",
        "",
        _calls_another("original", "state"),
    ),
    waits(n.Call, "original(case)", "`original`", "Keep the value in a `var`.", applies=_calls("original")),
    waits(n.Call, "state(resolve.fix)", "`state`", "Ask `visited` of an outcome.", applies=_calls("state")),
    runs(n.Lambda, "a => a.approved", ""),
    runs(n.Not, "not E", ""),
    runs(n.Negate, "-E", ""),
    runs(n.And, "E and E", ""),
    runs(n.Or, "E or E", ""),
    runs(n.Coalesce, "E ?? E", ""),
    runs(n.Arithmetic, "E + E, E - E, E * E, E / E", ""),
    runs(n.Comparison, "E == E, !=, <, <=, >, >=, in, not in", ""),
    runs(n.Conditional, "if E then E else E", ""),
)
