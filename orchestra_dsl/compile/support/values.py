"""The forms of values: what is written out, and names for what is not."""

from collections.abc import Callable

from orchestra_dsl.compile.support.form import Form, runs
from orchestra_dsl.syntax import nodes as n


def _refers_to(*names: str) -> Callable[[n.Reference], bool]:
    return lambda it: it.name in names


VALUES: tuple[Form, ...] = (
    runs(n.TextLiteral, '"text"', 'A text, on one line. `\\"` is a quotation mark in it, `{{` a brace.'),
    runs(
        n.Interpolation,
        '"Case {case.number}"',
        "A text with values in it. Between the braces stands an expression without quotation marks.",
    ),
    runs(n.IntegerLiteral, "10_000", "A whole number; `_` may part its digits."),
    runs(n.DecimalLiteral, "0.25", "An exact decimal number."),
    runs(n.BooleanLiteral, "true, false", "Yes and no."),
    runs(n.NullLiteral, "null", "The value that is missing. `x != null` asks whether there is one."),
    runs(
        n.DurationLiteral,
        "90s, 4h, 3d",
        "A length of time: `ms`, `s`, `m` for minutes, `h`, `d` for 24 hours, `w`; also together, as `1h30m`.",
    ),
    runs(
        n.BusinessDays,
        "2 business days",
        "So many working days of the calendar that the orchestration uses. It is added to a point in time, or says "
        "when work is due.",
    ),
    runs(n.ListLiteral, "[a, b]", "A list."),
    runs(n.ObjectLiteral, "{ a: 1, b: x }", "An object."),
    runs(
        n.Reference,
        "case: a name that stands for a value",
        "A parameter, a `let`, a `var`, a step of the same stage, or a name that the clause itself gives.",
        lambda it: it.name not in ("now", "run"),
    ),
    runs(
        n.Reference,
        "now",
        "The time at which that happened which is being dealt with. A condition that waits may only compare it: then "
        "it is asked again at that time.",
        _refers_to("now"),
    ),
    runs(
        n.Reference,
        "run.id, run.started_by, run.started_at, run.error",
        "The run itself. `run.error` is the last error that a handler took, with `message`, `code` and `element`; it "
        "may be missing.",
        _refers_to("run"),
    ),
    runs(
        n.Attribute,
        "case.number",
        "A field of a record or object, an output of a step, a step of a stage. The value before the dot must be "
        "there.",
        lambda it: not it.optional,
    ),
    runs(
        n.Attribute,
        "case?.number",
        "The field where there is a value before the dot; else the whole is missing.",
        lambda it: it.optional,
    ),
    runs(n.Index, "list[0]", "An item of a list, counted from 0. It is missing where the list is shorter."),
)
