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
        why="From its second version on, an orchestration has runs under way that a migration may have to place. A "
        "name identifies the await better than its position does.",
        severity=Severity.WARNING,
    ),
    Code(
        code="O805",
        title="Compared with true or false",
        why="A condition that is compared with `true` says no more than the condition alone, and `not` says what a "
        "comparison with `false` does.",
        severity=Severity.WARNING,
    ),
    Code(
        code="O806",
        title="Choice between true and false",
        why="A choice such as `if c then true else false` is `c`. Said the long way, a reader looks for a reason that "
        "is not there.",
        severity=Severity.WARNING,
    ),
    Code(
        code="O807",
        title="Negation that can be left out",
        why="Conditions are read more easily without `not`: `a != b` for `not a == b`, and `a` for `not not a`.",
        severity=Severity.WARNING,
    ),
    Code(
        code="O808",
        title="Said twice",
        why="The same condition on both sides of `and` or `or`, or the same value on both sides of a choice, is left "
        "over from copying: one of them was to say something else, or is not needed.",
        severity=Severity.WARNING,
    ),
    Code(
        code="O809",
        title="Label given twice",
        why="People choose work and follow a run by labels. Two stages of an orchestration, or two steps of a stage, "
        "that are called the same cannot be told apart.",
        severity=Severity.WARNING,
    ),
    Code(
        code="O810",
        title="Doc comment above nothing",
        why="A comment that begins with `##` is the documentation of the declaration below it. Above anything else it "
        "is shown nowhere; move it, or write `#`.",
        severity=Severity.WARNING,
    ),
    Code(
        code="O811",
        title="Import that is not used",
        why="An import of which nothing is used makes a reader look for what it is for. Where another file relies on "
        "it, import it there.",
        severity=Severity.WARNING,
    ),
    Code(
        code="O812",
        title="Parameter never read",
        why="Whoever starts the orchestration, or asks the predicate, has to give a value that changes nothing. "
        "Remove the parameter, or begin its name with `_` to say that it is not needed.",
        severity=Severity.WARNING,
    ),
    Code(
        code="O891",
        title="Comment to the linter that is not understood",
        why="A comment that begins with `# orchestra:` allows findings, and says why: `# orchestra: allow O802 "
        "because …`. Written another way it would do nothing.",
        severity=Severity.WARNING,
        allowable=False,
    ),
    Code(
        code="O892",
        title="Unknown code in a comment to the linter",
        why="There is no finding of this code, so nothing would be allowed. It may be misspelt, or its plugin is "
        "missing.",
        severity=Severity.WARNING,
        allowable=False,
    ),
    Code(
        code="O893",
        title="Finding that cannot be allowed",
        why="An error keeps the source from running, and no comment changes that. Only warnings can be allowed.",
        severity=Severity.WARNING,
        allowable=False,
    ),
    Code(
        code="O894",
        title="Comment to the linter that allows nothing",
        why="What it was to allow is not there any more, or stands on another line. It allows findings of its own "
        "line, or, on a line of its own, of the next one. Remove it, so that it hides nothing later.",
        severity=Severity.WARNING,
        allowable=False,
    ),
)
