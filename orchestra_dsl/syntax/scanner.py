"""Text to tokens: names, numbers, texts and marks. What is a keyword, the parser decides."""

import re
from functools import cache

from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.source import Span
from orchestra_dsl.syntax.build.children import MOST_FINDINGS
from orchestra_dsl.syntax.comments import Comment, Docs
from orchestra_dsl.syntax.mistakes import mistaken
from orchestra_dsl.syntax.table import END, Table
from orchestra_dsl.syntax.token import Token


class Scanner:
    """Reads one file's text from any offset on.

    Scanning a stretch again, as recovery from an error does, reports nothing twice.
    """

    def __init__(self, file: str, text: str, table: Table) -> None:
        self.comments: dict[int, Comment] = {}
        self.docs = Docs(text)
        self.findings: dict[int, Diagnostic] = {}
        self.fresh = True
        """Whether the token last returned is the first one on its line."""
        self._file = file
        self._text = text
        self._pattern = _pattern(table)
        self._marks = table.marks

    def next(self, at: int, end: int) -> Token:
        """Return the first token from offset `at` on; at `end` one that says so."""
        match = self._pattern.match
        self.fresh = at == 0 or self._text[at - 1] == "\n"
        while at < end and len(self.findings) < MOST_FINDINGS:
            found = match(self._text, at, end)
            kind = found.lastgroup if found else None
            if found is None:
                at, token = self._mistaken(at, end)
                if token is not None:
                    return token
            elif kind == "BLANK":
                at = found.end()
                self.fresh = self.fresh or "\n" in found.group()
            elif kind == "COMMENT":
                at = found.end()
                self._comment(found.start(), found.group())
            else:
                return self._token(kind or "", found)
        return Token(END, "", end, end)

    def indent(self, offset: int) -> int:
        """Return how far the line at `offset` is indented."""
        begin = self._text.rfind("\n", 0, offset) + 1
        return len(self._text[begin:offset]) - len(self._text[begin:offset].lstrip())

    def _token(self, kind: str, found: re.Match[str]) -> Token:
        start, text = found.start(), found.group()
        self.docs.attach(start)
        terminal = self._marks[text] if kind == "MARK" else kind
        return Token(terminal, text, start, found.end())

    def _comment(self, start: int, text: str) -> None:
        if start in self.comments:
            return
        text = text.rstrip("\r")
        doc = text.startswith("##") and not text.startswith("###") and self.fresh
        comment = Comment(Span(start, start + len(text), self._file), text, doc)
        self.comments[start] = comment
        if doc:
            self.docs.add(comment)

    def _mistaken(self, at: int, end: int) -> tuple[int, Token | None]:
        """Report what is wrong at `at`; return where to go on, and the token that it may be read as."""
        mistake = mistaken(self._text, at, end)
        span = Span(at, mistake.end, self._file)
        self.findings.setdefault(at, Diagnostic(mistake.code, mistake.message, span, hint=mistake.hint))
        if mistake.read_as is None:
            return mistake.end, None
        terminal, text = mistake.read_as
        return mistake.end, Token(terminal, text, at, mistake.end)


@cache
def _pattern(table: Table) -> re.Pattern[str]:
    """Make one pattern of the grammar's terminals."""
    patterns = {terminal.name: terminal.pattern for terminal in table.terminals if not terminal.fixed}
    groups = [
        r"(?P<BLANK>[ \t\r\n]+|\A\ufeff)",
        r"(?P<COMMENT>\#[^\n]*)",
        *(f"(?P<{name}>{patterns[name]})" for name in ("NAME", "TEXT", "TIME", "DURATION", "DECIMAL", "INTEGER")),
        f"(?P<MARK>{'|'.join(re.escape(mark) for mark in sorted(table.marks, key=len, reverse=True))})",
    ]
    return re.compile("|".join(groups))
