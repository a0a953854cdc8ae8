"""How a source is coloured in the docs: the words are those of the grammar's own table."""

from typing import ClassVar

from pygments.lexer import RegexLexer, words
from pygments.token import Comment, Keyword, Name, Number, Operator, Punctuation, String, Text

from orchestra_dsl.syntax.table import load

NAMED = ("record", "flow", "screen", "predicate", "event", "calendar", "orchestration", "scenario", "stage")
"""What begins a declaration, before its name."""


class OrchLexer(RegexLexer):
    """A Pygments lexer for `.orch`. A word of the language is one wherever it stands."""

    name = "Orchestra"
    aliases: ClassVar[list[str]] = ["orch"]
    filenames: ClassVar[list[str]] = ["*.orch"]

    tokens: ClassVar = {
        "root": [
            (r"\s+", Text),
            (r"#[^\n]*", Comment.Single),
            (r'"', String, "text"),
            (rf"(?:{'|'.join(NAMED)})\b(?=\s+[A-Za-z_])", Keyword, "name"),
            (words(sorted(load().keywords), prefix=r"(?<![.\w])", suffix=r"\b(?!\s*:)"), Keyword),
            (r"\d[\d_]*(\.\d[\d_]*)?(ms|s|m|h|d|w)?\b", Number),
            (r"[A-Za-z_]\w*", Name),
            (r"->|=>|[-+*/%<>=!?|]+", Operator),
            (r"[{}()\[\],.:]", Punctuation),
            (r".", Text),
        ],
        "name": [
            (r"\s+", Text),
            (r"[A-Za-z_][\w.]*", Name.Class, "#pop"),
        ],
        "text": [
            (r"\\.", String.Escape),
            (r"\{[^}\n]*\}", String.Interpol),
            (r'"', String, "#pop"),
            (r'[^"\\{]+', String),
            (r".", String),
        ],
    }
