"""Text to tokens, a whole text at once: names, numbers, texts and marks.

One pattern takes the text apart into pieces that leave nothing out, so where each stands
follows from their lengths. What a piece is follows from its text alone, and is looked up.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import accumulate, compress

from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.source import Span
from orchestra_dsl.syntax.build.children import MOST_FINDINGS
from orchestra_dsl.syntax.comments import Comment, Docs
from orchestra_dsl.syntax.language import BLANK, COMMENT, MISTAKE, Kinds, language
from orchestra_dsl.syntax.mistakes import mistaken
from orchestra_dsl.syntax.table import END, Table
from orchestra_dsl.syntax.token import Tokens

_BYTE_ORDER_MARK = "\ufeff"


class Scanner:
    """Reads the text of one file, and the values in braces inside its texts."""

    def __init__(self, file: str, text: str, table: Table) -> None:
        self.comments: list[Comment] = []
        self.docs = Docs(text)
        self.findings: list[Diagnostic] = []
        self.stopped: int | None = None
        """Where so many mistakes had been found that the rest was not looked at."""
        self._file = file
        self._text = text
        self._language = language(table)

    def all(self) -> Tokens:
        """Return the tokens of the file."""
        return self.tokens(int(self._text.startswith(_BYTE_ORDER_MARK)), len(self._text))

    def tokens(self, start: int, end: int) -> Tokens:
        """Return the tokens between two offsets."""
        pieces: list[str] = self._language.pattern.findall(self._text, start, end)
        kinds = list(map(Kinds(self._language).__getitem__, pieces))
        ends = list(accumulate(map(len, pieces), initial=start))
        if MISTAKE in kinds:
            self._mend(pieces, kinds, ends, end)
        starts = ends[:-1]
        del ends[0]
        if COMMENT in kinds:
            self._comment(pieces, kinds, starts)
        tokens = Tokens(
            self._text,
            list(filter(None, kinds)),
            list(compress(pieces, kinds)),
            list(compress(starts, kinds)),
            list(compress(ends, kinds)),
        )
        tokens.add(END, "", end, end)
        return tokens

    def _mend(self, pieces: list[str], kinds: list[str | None], ends: list[int], end: int) -> None:
        """Report what begins no token, and go on behind it: from the first such place on, piece by piece."""
        known = Kinds(self._language)
        first = kinds.index(MISTAKE)
        at = ends[first]
        del pieces[first:], kinds[first:], ends[first + 1 :]
        while at < end:
            if len(self.findings) >= MOST_FINDINGS:
                self._stop(at)
                break
            piece = self._language.piece(self._text, at, end)
            kind = known[piece]
            at += len(piece)
            if kind == MISTAKE:
                at, kind, piece = self._mistaken(at - len(piece), end)
            pieces.append(piece)
            kinds.append(kind)
            ends.append(at)

    def _stop(self, at: int) -> None:
        if self.stopped is not None:
            return
        self.stopped = at
        message = "There are too many mistakes before this; what follows was not read."
        self.findings.append(Diagnostic("O003", message, Span(at, at, self._file), hint="Mend them first."))

    def _mistaken(self, at: int, end: int) -> tuple[int, str, str]:
        """Report what is wrong at `at`; return where to go on, and the kind and text that it is read as."""
        mistake = mistaken(self._text, at, end)
        span = Span(at, mistake.end, self._file)
        self.findings.append(Diagnostic(mistake.code, mistake.message, span, hint=mistake.hint, fix=mistake.fix(span)))
        kind, text = mistake.read_as or (BLANK, "")
        if kind == "MARK":
            kind = self._language.fixed.get(text) or BLANK
        return mistake.end, kind, text

    def _comment(self, pieces: Sequence[str], kinds: Sequence[str | None], starts: Sequence[int]) -> None:
        """Keep the comments; those with two `#` on a line of their own are docs of the token after them."""
        tokens = list(compress(starts, kinds))
        docs: dict[int, list[Comment]] = {}
        for index in _indexes(COMMENT, kinds):
            start, text = starts[index], pieces[index].rstrip("\r")
            begins_line = not self._text[self._text.rfind("\n", 0, start) + 1 : start].strip(" \t\r\ufeff")
            doc = begins_line and text.startswith("##") and not text.startswith("###")
            comment = Comment(Span(start, start + len(text), self._file), text, doc)
            self.comments.append(comment)
            if doc:
                docs.setdefault(bisect_left(tokens, start), []).append(comment)
        for after, comments in docs.items():
            if after < len(tokens):
                self.docs.attach(comments, tokens[after], first=after == 0)


def _indexes(kind: str | None, kinds: Sequence[str | None]) -> Iterator[int]:
    """Yield where a kind stands."""
    at = -1
    with suppress(ValueError):
        while True:
            at = kinds.index(kind, at + 1)
            yield at
