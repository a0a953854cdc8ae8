"""O3: values that do not fit where they stand."""

from orchestra_dsl.diagnostics.code import Code, Group, Severity

GROUP = Group("O3", "Types")

CODES = (
    Code(
        code="O301",
        title="Wrong type",
        why="The value is of another type than the place needs. It would fail when the process runs.",
    ),
    Code(
        code="O302",
        title="Missing argument",
        why="Every input that has no default needs a value.",
    ),
    Code(
        code="O303",
        title="Argument that is not asked for",
        why="What is called has no such input. The argument may be misspelt, given twice, or belong elsewhere.",
    ),
    Code(
        code="O304",
        title="Value may be missing",
        why="A value of type `T?` may be absent. Give a default with `??`, read on with `?.`, or check it first with "
        "`!= null`; otherwise the step would stop in error on the day it is absent.",
    ),
    Code(
        code="O305",
        title="Not a value of the closed set",
        why="The type lists every text that the value can be. A text outside the list can never be equal to it.",
    ),
    Code(
        code="O306",
        title="Condition that is always the same",
        why="The condition does not depend on what happens, so one of its two sides is dead.",
    ),
    Code(
        code="O307",
        title="Operator does not fit its operands",
        why="The operator has no meaning for values of these types. Nothing is converted silently.",
    ),
    Code(
        code="O308",
        title="May not stand here",
        why="The form is right elsewhere: a predicate of a plugin is not asked in `start … when`, `changed` and "
        "`before` are asked only there, a function `a => …` is only an argument of the list functions, and a "
        "scenario answers only for what a plugin supplies.",
    ),
    Code(
        code="O309",
        title="Time in a condition",
        why="While a condition waits, `now` may only be compared with an expression: then it is a timer. In any other "
        "use, the condition would have to be asked again at every instant.",
    ),
    Code(
        code="O310",
        title="Parameter without a value",
        why="A trigger starts the orchestration by itself, so it has to give every parameter a value in `with`.",
    ),
    Code(
        code="O311",
        title="No field of this kind can be written",
        why="Only the fields of a record can be set with `update`, and only variables declared with `var` with `set`.",
    ),
    Code(
        code="O312",
        title="Definition that needs itself",
        why="A predicate or a `let` that is worked out from itself would never come to an end.",
    ),
    Code(
        code="O313",
        title="Default that is not written out",
        why="The default of an orchestration's parameter is the same for every run, so it depends on no other "
        "parameter, record or point in time. It is a text, a number, `true` or `false`, a duration, a list or an "
        'object of such values, or `user("ann")`, `queue("Triage")`, `date("2026-03-02")` and the like.',
    ),
    Code(
        code="O314",
        title="Division by zero",
        why="The result would have no value, so the element stops in error whenever a run comes here.",
    ),
    Code(
        code="O315",
        title="Says nothing new",
        why="What stands here changes nothing: it says what is so anyway, or says it again. Often something else was "
        "meant.",
        severity=Severity.WARNING,
    ),
)
