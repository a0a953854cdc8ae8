"""O1: texts that are not in the language."""

from orchestra_dsl.diagnostics.code import Code, Group

GROUP = Group("O1", "Syntax")

CODES = (
    Code(
        code="O101",
        title="Unexpected text",
        why="The text does not continue as the language allows. The finding says what may stand at this place. "
        "Often a brace, a name or a keyword before it is missing or misspelt.",
    ),
    Code(
        code="O102",
        title="Unexpected end of the file",
        why="The file ends inside something that was begun. Most often a closing brace is missing; the finding "
        "shows where the open block begins.",
    ),
    Code(
        code="O103",
        title="Text without an end",
        why="A text in quotes ends on the line on which it begins. Close it with a quotation mark, or write `\\n` "
        "for a new line inside it.",
    ),
    Code(
        code="O104",
        title="Character without a meaning",
        why="The character is not part of the language at this place. It is often a typographic quotation mark or "
        "dash from a text editor; write the plain one.",
    ),
    Code(
        code="O105",
        title="Malformed value in braces",
        why='In a text, `{…}` holds an expression, without quotation marks: `"Case {case.number}"`. Write `{{` for '
        "a brace that is only a brace.",
    ),
    Code(
        code="O106",
        title="Malformed number, duration, date or time",
        why="The literal looks like a value but is none: its digits, its unit or its range are not right.",
    ),
    Code(
        code="O107",
        title="Clause given twice",
        why="A clause says one thing about its block, so the second could only contradict the first. Keep one.",
    ),
    Code(
        code="O108",
        title="Clause in the wrong place",
        why="The clause is right, but not for what it stands in. The finding says where it belongs.",
    ),
)
