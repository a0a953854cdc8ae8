"""Goes on after a mistake, so that one reading shows all that are independent.

What was begun is given up, and reading goes on at the next line of the same block, at
the end of the block, or, where a brace is missing, at a line further out. Which block
a line belongs to is seen from the braces and from how far the line is indented.
"""

import attrs

from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.source import Span
from orchestra_dsl.syntax.braces import unclosed_braces
from orchestra_dsl.syntax.expectation import finding_of
from orchestra_dsl.syntax.heads import mend_head
from orchestra_dsl.syntax.lines import Lines
from orchestra_dsl.syntax.places import Place, braces_after, lacks_brace, places, settle
from orchestra_dsl.syntax.table import END
from orchestra_dsl.syntax.token import Token, Tokens
from orchestra_dsl.syntax.track import CLOSE, OPEN, Track, Wrong


class Recovery:
    """Reports what does not fit and brings a track back to where reading can go on."""

    def __init__(self, track: Track, tokens: Tokens, file: str, scanned: list[Diagnostic]) -> None:
        self._track = track
        self._tokens = tokens
        self._file = file
        self._scanned = scanned
        self._resumed = -1
        self.findings: list[Diagnostic] = []

    def after(self, index: int) -> int:
        """Report the token of this number, which does not fit; return the number of that at which to go on."""
        wrong = self._track.wrong(self._tokens, index)
        doubt = self._doubt(index)
        finding = finding_of(doubt or wrong, self._track, self._file)
        mended = mend_head(self._track, self._tokens, index) if doubt is None else None
        if mended is not None:
            self._report(finding, wrong.token)
            return mended
        begun = Lines(self._track, self._tokens).begun
        item = self._tokens.indent(wrong.token.start) if begun is None else begun
        if doubt is None:
            settle(self._track)
        wrong = doubt or wrong
        at, unclosed = self._go_on(wrong, item)
        self._report(self._with_braces(finding, wrong.token, unclosed) if unclosed else finding, wrong.token)
        return at

    def _report(self, finding: Diagnostic, token: Token) -> None:
        """Keep a finding, unless something before the token, on its line, was found to be no token at all."""
        line = self._tokens.source.rfind("\n", 0, token.start) + 1
        if not any(line <= scanned.span.start <= token.start for scanned in self._scanned):
            self.findings.append(finding)

    def _doubt(self, index: int) -> Wrong | None:
        """Return the word that begins a token's line, if it was taken for a name but could begin a line elsewhere."""
        doubt, tokens = self._track.doubt, self._tokens
        self._track.doubt = None
        if doubt is None or "\n" in tokens.source[tokens.starts[doubt.index] : tokens.starts[index]]:
            return None
        return doubt if Lines(self._track, tokens).home(doubt.token) else None

    def _with_braces(self, finding: Diagnostic, wrong: Token, unclosed: list[int]) -> Diagnostic:
        """Say of a finding that the blocks around it were not closed; at the end of the file, rather those inside."""
        if wrong.terminal == END and len(by_indent := unclosed_braces(self._tokens)) == len(unclosed):
            unclosed = by_indent
        spans = [Span(start, start + len(OPEN), self._file) for start in unclosed]
        labels = [Label(span, "This brace is not closed.") for span in spans]
        if wrong.terminal == END:
            return attrs.evolve(finding, labels=labels)
        message = f"A closing `}}` is missing before `{wrong.text}`."
        return Diagnostic("O101", message, finding.span, labels=labels, hint="Close the block with `}`.")

    def give_up(self) -> None:
        """Close all that is open, so that what has been read so far is kept; what is too deep is not."""
        if self._track.too_deep:
            self._track.cut(places(self._track)[-1].position)
        settle(self._track)
        self._close_blocks_inside(places(self._track)[-1])

    def _go_on(self, wrong: Wrong, item: int) -> tuple[int, list[int]]:
        """Bring the track to where reading can go on; return the token there, and the braces that are not closed."""
        track, tokens = self._track, self._tokens
        keyword = track.table.keywords.get(wrong.token.text)
        if wrong.begins_line and keyword and lacks_brace(track, keyword):
            track.insert(OPEN)
            return self._resume(wrong.index), []
        lines = Lines(track, tokens)
        depth = braces_after(track, lines.place.position)
        for index in range(wrong.index, len(tokens.kinds) - 1):
            text = tokens.texts[index]
            if text == OPEN:
                depth += 1
            elif text == CLOSE and depth:
                depth -= 1
            elif index != self._resumed:
                known = index == wrong.index
                home = lines.resumes_at(index, depth, item=-1 if known else item)
                if home is not None:
                    unclosed = self._close_blocks_inside(home)
                    return self._resume(index), unclosed if known else []
        unclosed = self._close_blocks_inside(places(track)[-1])
        return len(tokens.kinds) - 1, unclosed if wrong.token.terminal == END else []

    def _resume(self, index: int) -> int:
        self._resumed = index
        return index

    def _close_blocks_inside(self, home: Place) -> list[int]:
        """Close the blocks inside `home` as if their braces were there; return where those are that opened them."""
        track = self._track
        unclosed: list[int] = []
        while True:
            place = places(track)[0]
            track.cut(place.position)
            if place.brace == home.brace or place.brace is None:
                return unclosed
            unclosed.append(track.start_of(place.brace))
            track.insert(CLOSE)
            settle(track)
            still, *outer = places(track)
            if still.brace == place.brace:  # what the block belongs to is not complete: it is given up too
                track.cut(outer[0].position)
