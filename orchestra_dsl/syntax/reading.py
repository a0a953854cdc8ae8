"""Drives a track over the tokens of one file."""

from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.source import Span
from orchestra_dsl.syntax.build import Context, completions
from orchestra_dsl.syntax.build.children import MOST_FINDINGS
from orchestra_dsl.syntax.expectation import Wrong, finding_of
from orchestra_dsl.syntax.nesting import NESTED
from orchestra_dsl.syntax.nodes import Expression, Module
from orchestra_dsl.syntax.recovery import Recovery
from orchestra_dsl.syntax.scanner import Scanner
from orchestra_dsl.syntax.table import END, Table
from orchestra_dsl.syntax.token import Token
from orchestra_dsl.syntax.track import Track, UnexpectedToken

_DEEPEST = 2_000  # states: far more than the deepest nesting that is allowed can need


class Reading:
    """One file being read: its scanner, and what has been found so far."""

    def __init__(self, file: str, text: str, table: Table) -> None:
        self.scanner = Scanner(file, text, table)
        self.findings: list[Diagnostic] = []
        self._file = file
        self._end = len(text)
        self._table = table
        context = Context(file, text, self.scanner.docs.of_token, self.findings, self._value)
        self._completions = completions(table, context)

    def module(self) -> Module:
        """Read the whole file."""
        track = Track(self._table, "module", self._completions)
        recovery = Recovery(track, self.scanner, self._file, self._end)
        tree = self._run(track, recovery)
        self.findings += [*recovery.findings, *self.scanner.findings.values()]
        return Module(span=tree.span, declarations=tree.declarations, doc=self.scanner.docs.of_file)

    def _run(self, track: Track, recovery: Recovery) -> Module:
        at = 0
        while True:
            token = self._next(at, track, recovery)
            recovery.watch(token)
            try:
                track.feed(token)
            except UnexpectedToken:
                at = recovery.after(token)
                continue
            if token.terminal == END:
                tree: Module = track.values[0]
                return tree
            at = token.end

    def _next(self, at: int, track: Track, recovery: Recovery) -> Token:
        """Return the next token; the end of the file, too, where going on has no use."""
        token = self.scanner.next(at, self._end)
        found = len(self.findings) + len(recovery.findings) + len(self.scanner.findings)
        if len(track.states) > _DEEPEST:
            self._stop(token.start, "Too many parts are nested in each other here.", NESTED)
        elif found >= MOST_FINDINGS:
            self._stop(
                token.start, "There are too many mistakes before this; what follows was not read.", "Mend them first."
            )
        else:
            token.terminal = track.terminal(token)
            return token
        recovery.give_up()
        return Token(END, "", self._end, self._end)

    def _stop(self, offset: int, message: str, hint: str) -> None:
        span = Span(offset, offset, self._file)
        self.findings.append(Diagnostic("O003", message, span, hint=hint))

    def _value(self, start: int, end: int) -> Expression | None:
        """Read the value in braces between two offsets of a text."""
        if len(self.findings) >= MOST_FINDINGS:
            return None
        track = Track(self._table, "interpolated", self._completions)
        at = start
        while True:
            token = self.scanner.next(at, end)
            token.terminal = track.terminal(token)
            try:
                track.feed(token)
            except UnexpectedToken:
                self.findings.append(self._wrong_value(token, track, start))
                return None
            if token.terminal == END:
                value: Expression | None = track.values[0]
                return value
            at = token.end

    def _wrong_value(self, token: Token, track: Track, start: int) -> Diagnostic:
        if token.terminal != END:
            return finding_of(Wrong.at(token, track, begins_line=False), track, self._file)
        span = Span(start, token.end, self._file)
        return Diagnostic("O105", "The value in braces is not complete.", span)
