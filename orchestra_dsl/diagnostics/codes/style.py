"""O8: what runs, but could be read more easily. Each can be turned off with a reason."""

from orchestra_dsl.diagnostics.code import Code, Group, Severity

GROUP = Group("O8", "Style")

CODES = (
    Code(
        code="O801",
        title="Name in another style",
        why="Records are written `LikeThis`, everything else `like_this`, so that a reader knows what a name is.",
        severity=Severity.WARNING,
    ),
    Code(
        code="O802",
        title="Missing label",
        why="Stages and interactive steps are shown to people, who should read a label and not an identifier.",
        severity=Severity.WARNING,
    ),
    Code(
        code="O803",
        title="Long stage",
        why="A stage with many steps is hard to follow on a page and in a drawing. Split it.",
        severity=Severity.WARNING,
    ),
    Code(
        code="O804",
        title="Await without a name",
        why="From its second version on, an orchestration has runs under way that a migration may have to place. "
        "A name identifies the await better than its position does.",
        severity=Severity.WARNING,
    ),
)
