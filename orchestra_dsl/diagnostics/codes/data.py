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
)
