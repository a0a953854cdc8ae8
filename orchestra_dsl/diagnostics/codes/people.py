"""O6: work that reaches nobody, and times that make no sense."""

from orchestra_dsl.diagnostics.code import Code, Group, Severity

GROUP = Group("O6", "People and time")

CODES = (
    Code(
        code="O601",
        title="Nobody to assign to",
        why="An interactive step needs somebody who can do it. Without candidates its work item would reach nobody.",
    ),
    Code(
        code="O602",
        title="Exclusion that leaves nobody",
        why="Everybody whom the step is assigned to is excluded from it, and an exclusion beats every grant.",
    ),
    Code(
        code="O603",
        title="Due after the stage has timed out",
        why="The stage ends before the work item is due, so nothing that hangs on the due time can happen.",
    ),
    Code(
        code="O604",
        title="Reminder that never comes",
        why="The step has ended before the reminder would be sent.",
    ),
    Code(
        code="O605",
        title="Business days without a calendar",
        why="Working time is counted in a calendar. Name one with `use calendar`.",
    ),
    Code(
        code="O606",
        title="Calendar that cannot be used",
        why="A calendar needs a zone and at least one open hour, and its zone, its region of holidays and its dates "
        "have to exist.",
    ),
    Code(
        code="O607",
        title="Time that makes no sense",
        why="A duration is more than nothing and within a thousand years, and a schedule can be read, has an "
        "instant at which it is due and a zone that there is.",
    ),
    Code(
        code="O608",
        title="No people are known",
        why="Interactive steps are assigned to users, groups and queues. The project names no file of people and no "
        "plugin supplies a directory, so their work items reach nobody. Add `people` to `orchestra.toml`.",
        severity=Severity.WARNING,
    ),
    Code(
        code="O609",
        title="Unknown user, group or queue",
        why="The project's directory of people does not have the name, or the user is not active: nobody is asked, "
        "told or allowed by it, and excluding it excludes nobody. It may be misspelt, or missing from the directory.",
        severity=Severity.WARNING,
    ),
    Code(
        code="O610",
        title="Lines of a due time out of order",
        why="What happens on the way to a due time and after it is read from top to bottom, so a line that comes "
        "earlier, or a second time, is mostly a slip of the pen.",
        severity=Severity.WARNING,
    ),
    Code(
        code="O611",
        title="People who may not be known yet",
        why="Who completed a step is known once it is completed. Nothing says that this step is done before the one "
        "that excludes or assigns whoever completed it, so nobody may be excluded, or the work item may be for nobody.",
        severity=Severity.WARNING,
    ),
)
