"""Drives a track over the tokens of one file."""

from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.source import Span
from orchestra_dsl.syntax.build import Context
from orchestra_dsl.syntax.build.children import MOST_FINDINGS
from orchestra_dsl.syntax.expectation import finding_of
from orchestra_dsl.syntax.nesting import NESTED
from orchestra_dsl.syntax.nodes import Expression, Module
from orchestra_dsl.syntax.recovery import Recovery
from orchestra_dsl.syntax.scanner import Scanner
from orchestra_dsl.syntax.table import END, Table
from orchestra_dsl.syntax.track import Track

_MANY = "There are too many mistakes before this; what follows was not read."


class Reading:
    """One file being read: its scanner, and what has been found so far."""

    def __init__(self, file: str, text: str, table: Table) -> None:
        self.scanner = Scanner(file, text, table)
        self.findings: list[Diagnostic] = []
        self.whole = True
        """Whether all that the text says is in the tree."""
        self._file = file
        self._table = table
        self._context = Context(file, text, self.scanner.docs.of_token, self.findings, self._value)

    def module(self) -> Module:
        """Read the whole file."""
        tokens = self.scanner.all()
        track = Track(self._table, "module", self._context)
        recovery = Recovery(track, tokens, self._file, self.scanner.findings)
        at = track.run(tokens, 0)
        self.whole = track.done(tokens, at) and not self.scanner.findings
        while not track.done(tokens, at):
            if self._stops(tokens.starts[at], track, recovery):
                recovery.give_up()
                at = len(tokens.kinds) - 1
            else:
                at = recovery.after(at)
            at = track.run(tokens, at)
        tree: Module = track.value
        self.findings += recovery.findings + self.scanner.findings
        return Module(span=tree.span, declarations=tree.declarations, doc=self.scanner.docs.of_file)

    def _stops(self, offset: int, track: Track, recovery: Recovery) -> bool:
        """Say so where going on after a mistake has no use."""
        if track.too_deep:
            self._stop(offset, "Too many parts are nested in each other here.", NESTED)
        elif len(recovery.findings) >= MOST_FINDINGS:
            self._stop(offset, _MANY, "Mend them first.")
        else:
            return self.scanner.stopped is not None and offset >= self.scanner.stopped
        return True

    def _stop(self, offset: int, message: str, hint: str) -> None:
        span = Span(offset, offset, self._file)
        self.findings.append(Diagnostic("O003", message, span, hint=hint))

    def _value(self, start: int, end: int) -> Expression | None:
        """Read the value in braces between two offsets of a text."""
        if len(self.findings) >= MOST_FINDINGS:
            return None
        track = Track(self._table, "interpolated", self._context)
        tokens = self.scanner.tokens(start, end)
        at = track.run(tokens, 0)
        if track.done(tokens, at):
            value: Expression | None = track.value
            return value
        if tokens.kinds[at] == END:
            span = Span(start, end, self._file)
            self.findings.append(Diagnostic("O105", "The value in braces is not complete.", span))
        else:
            self.findings.append(finding_of(track.wrong(tokens, at), track, self._file))
        return None
