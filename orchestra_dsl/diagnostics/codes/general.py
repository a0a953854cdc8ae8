"""O0: what concerns a file as a whole, and forms that are not run yet."""

from orchestra_dsl.diagnostics.code import Code, Group

GROUP = Group("O0", "Files and forms")

CODES = (
    Code(
        code="O001",
        title="File cannot be read",
        why="The file is missing, is a directory, or may not be read. Check the path and its permissions.",
    ),
    Code(
        code="O002",
        title="Not a text file",
        why="A source is text in UTF-8 without NUL characters. Save the file as UTF-8, or name another one.",
    ),
    Code(
        code="O003",
        title="Too large or nested too deeply",
        why="A source has limits, so that reading it takes bounded time and memory. Split it into several files "
        "and bring them together with `import`, or give the inner parts names of their own.",
    ),
    Code(
        code="O009",
        title="Not supported yet",
        why="The form belongs to the language, but this version cannot check or run it. It is reported so that "
        "nothing in a source is silently ignored. Say it another way, or use a version that supports it.",
    ),
)
