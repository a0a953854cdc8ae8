"""O5: data that may not be there, or that two write at once."""

from orchestra_dsl.diagnostics.code import Code, Group

GROUP = Group("O5", "Data")

CODES = (
    Code(
        code="O501",
        title="Output read before its step has certainly run",
        why="On some way to this place the step was skipped, failed, or not started, and its output is missing. "
        "Start after the step, give a default with `??`, or move the read behind it.",
    ),
    Code(
        code="O502",
        title="Written twice at the same time",
        why="Two steps or branches that run side by side write one field or variable; which of them wins would be "
        "an accident. Put them in order, or let only one write.",
    ),
    Code(
        code="O503",
        title="Variable read before it is set",
        why="A variable has its value once control has passed its `var`. On some way to this place, by a `go to`, an "
        "outcome, a time limit or an error handler, control comes past it, and the run would stop in error. Declare "
        "the variable further up.",
    ),
    Code(
        code="O504",
        title="Output of a step that nobody waits for",
        why="A step with `without waiting` has finished as soon as it has begun: what its flow or its orchestration "
        "answers is not kept, so it is never there. Let the step wait, or write the answer into a record.",
    ),
)
