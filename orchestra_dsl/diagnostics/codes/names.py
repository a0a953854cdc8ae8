"""O2: names that are unknown, taken, or of no use."""

from orchestra_dsl.diagnostics.code import Code, Group, Severity

GROUP = Group("O2", "Names")

CODES = (
    Code(
        code="O201",
        title="Unknown name",
        why="No parameter, variable, element or function of this name can be seen here. It may be misspelt, "
        "declared in a block that has ended, or missing an `import`.",
    ),
    Code(
        code="O202",
        title="Unknown element",
        why="A target or a path names a stage, step, decision, parallel or await of the same orchestration. "
        "A step of another stage is written `stage.step`.",
    ),
    Code(
        code="O203",
        title="Unknown flow, screen, predicate or orchestration",
        why="What is called has to be declared in this file or in one that it imports.",
    ),
    Code(
        code="O204",
        title="Unknown type",
        why="A type is one of the built-in ones or a record declared in this file or in one that it imports.",
    ),
    Code(
        code="O205",
        title="Unknown field",
        why="The record, object or step has no field of this name, so reading it could never give a value.",
    ),
    Code(
        code="O206",
        title="Unknown event or calendar",
        why="An event that is waited for and a calendar that is used have to be declared in this file or in one "
        "that it imports.",
    ),
    Code(
        code="O207",
        title="Name declared twice",
        why="With two declarations of one name, nobody could tell which is meant. Callables share one namespace, "
        "and so do the elements of an orchestration. Rename the later one.",
    ),
    Code(
        code="O208",
        title="Name hides another",
        why="An inner declaration takes the name of an outer one, which can no longer be reached and is easily read "
        "by mistake. Give the inner one a name of its own.",
    ),
    Code(
        code="O209",
        title="Name never used",
        why="What is declared and never read is either left over or a misspelling of what should have been read.",
        severity=Severity.WARNING,
    ),
    Code(
        code="O210",
        title="Name is reserved",
        why="An element called `end`, `any`, `all` or `first` could not be told from the word of the language.",
    ),
    Code(
        code="O211",
        title="Imported file not found",
        why="The path of an `import` is relative to the file that it stands in.",
    ),
    Code(
        code="O212",
        title="Files that import each other",
        why="A circle of imports has no beginning. Move what both files need into a third one.",
    ),
    Code(
        code="O213",
        title="Name of the loop used outside it",
        why="The name after `for each` stands for one item of the list, so only the clauses that are worked out "
        "for each item can see it: arguments, `assign`, `due` and the like.",
    ),
    Code(
        code="O214",
        title="Element of another kind",
        why="The place asks for a certain kind of element: `start after` for steps of the same stage, `undo back to` "
        "for a stage, `same person as` for an interactive step.",
    ),
    Code(
        code="O215",
        title="Name of an error that is nearly a known one",
        why="Flows may fail with errors of any name, so an unknown one is no mistake by itself; but a handler for "
        '`"Timout"` never takes a `"Timeout"`.',
        severity=Severity.WARNING,
    ),
)
