"""Goes on after a mistake, so that one reading shows all that are independent.

What was begun is given up, and reading goes on at the next line of the same block, at
the end of the block, or, where a brace is missing, at a line further out. Which block
a line belongs to is seen from the braces and from how far the line is indented.
"""

import attrs

from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.source import Span
from orchestra_dsl.syntax.expectation import Wrong, finding_of
from orchestra_dsl.syntax.scanner import Scanner
from orchestra_dsl.syntax.table import END, NAME
from orchestra_dsl.syntax.token import Token
from orchestra_dsl.syntax.track import CLOSE, OPEN, Place, Track


class Recovery:
    """Reports what does not fit and brings a track back to where reading can go on."""

    def __init__(self, track: Track, scanner: Scanner, file: str, end: int) -> None:
        self._track = track
        self._scanner = scanner
        self._file = file
        self._end = end
        self._doubt: Wrong | None = None
        self._resumed = -1
        self.findings: list[Diagnostic] = []

    def watch(self, token: Token) -> None:
        """Look at each token before it is taken: remember a keyword that begins a line as a name."""
        if self._scanner.fresh:
            doubtful = token.terminal == NAME and token.text in self._track.table.keywords
            self._doubt = Wrong.at(token, self._track, begins_line=True) if doubtful else None

    def after(self, token: Token) -> int:
        """Report the token that does not fit; return the offset at which to go on."""
        wrong = Wrong.at(token, self._track, begins_line=self._scanner.fresh)
        if self._doubt and self._doubt.token is not token and self._home(self._doubt.token, named=False):
            wrong = self._doubt
        self._doubt = None
        finding = finding_of(wrong, self._track, self._file)
        if wrong.token is token:
            self._track.settle()
        offset, unclosed = self._go_on(wrong)
        self.findings.append(self._with_braces(finding, wrong.token, unclosed) if unclosed else finding)
        return offset

    def _with_braces(self, finding: Diagnostic, wrong: Token, unclosed: list[Token]) -> Diagnostic:
        """Say of a finding that the blocks around it were not closed."""
        labels = [Label(self._span(brace), "This brace is not closed.") for brace in unclosed]
        if wrong.terminal == END:
            return attrs.evolve(finding, labels=labels)
        message = f"A closing `}}` is missing before `{wrong.text}`."
        return Diagnostic("O101", message, finding.span, labels=labels, hint="Close the block with `}`.")

    def give_up(self) -> None:
        """Close all that is open, so that what has been read so far is kept."""
        self._track.settle()
        self._close_blocks_inside(self._track.places()[-1])

    def _go_on(self, wrong: Wrong) -> tuple[int, list[Token]]:
        """Bring the track to where reading can go on; return the offset, and the braces that are not closed."""
        track = self._track
        token, fresh = wrong.token, wrong.begins_line
        keyword = track.table.keywords.get(token.text)
        if fresh and keyword and track.lacks_brace(keyword):
            track.insert(OPEN)
            return self._resume(token), []
        place = track.places()[0]
        depth = track.braces_after(place.position)
        begun = track.begun(place.position)
        item = self._scanner.indent(token.start if begun is None else begun)
        while token.terminal != END:
            if token.text == OPEN:
                depth += 1
            elif token.text == CLOSE and depth:
                depth -= 1
            elif token.start != self._resumed:
                known = token is wrong.token
                home = self._resumes_at(token, depth, item=-1 if known else item, fresh=fresh)
                if home is not None:
                    unclosed = self._close_blocks_inside(home)
                    return self._resume(token), unclosed if known else []
            token = self._scanner.next(token.end, self._end)
            fresh = self._scanner.fresh
        unclosed = self._close_blocks_inside(track.places()[-1])
        return self._end, unclosed if token is wrong.token else []

    def _resumes_at(self, token: Token, depth: int, *, item: int, fresh: bool) -> Place | None:
        """Return the place to which reading goes back for this token, if it can go on with it.

        `item` is how far the line is indented that was given up.
        """
        place = self._track.places()[0]
        if token.text == CLOSE:
            return place if self._track.takes(token.terminal, place.position) else None
        if not fresh or self._inside(token, depth):
            return None
        home = self._home(token, named=True)
        if home is not None or depth > 0:
            return home
        beside = place.brace is not None and self._by_indent(token).brace is place.brace
        if beside and self._scanner.indent(token.start) <= item:
            return place
        return place if self._begins_line(token, place, named=True) else None

    def _resume(self, token: Token) -> int:
        """Return where to scan on: at the begin of the token's line if it begins it, so that this is seen again."""
        start = self._resumed = token.start
        return start - self._scanner.indent(start) if token.text != CLOSE else start

    def _home(self, token: Token, *, named: bool) -> Place | None:
        """Return the block that a line beginning with `token` belongs to; `named`: it may begin with a name."""
        place = self._by_indent(token)
        return place if self._begins_line(token, place, named=named) else None

    def _by_indent(self, token: Token) -> Place:
        """Return the block that a line beginning with `token` seems to stand in."""
        indent = self._scanner.indent(token.start)
        places = self._track.places()
        return next((place for place in places if self._opened(place) < indent), places[-1])

    def _inside(self, token: Token, depth: int) -> bool:
        """Tell whether a line stands in braces of what was given up."""
        place = self._track.places()[0]
        begun = self._track.begun(place.position)
        if depth == 0 or begun is None or self._by_indent(token).brace is not place.brace:
            return False
        return self._scanner.indent(token.start) > self._scanner.indent(begun)

    def _begins_line(self, token: Token, place: Place, *, named: bool) -> bool:
        terminals = [self._track.table.keywords.get(token.text, token.terminal)]
        if named and token.terminal == NAME:
            terminals.append(NAME)
        return any(self._track.takes(terminal, place.position) for terminal in terminals)

    def _opened(self, place: Place) -> int:
        """Return how far the line is indented on which a block begins."""
        return -1 if place.brace is None else self._scanner.indent(place.brace.start)

    def _close_blocks_inside(self, home: Place) -> list[Token]:
        """Close the blocks inside `home` as if their braces were there; return what opened them."""
        track = self._track
        unclosed: list[Token] = []
        while True:
            place = track.places()[0]
            track.cut(place.position)
            if place.brace is home.brace or place.brace is None:
                return unclosed
            unclosed.append(place.brace)
            track.insert(CLOSE)
            track.settle()
            still, *outer = track.places()
            if still.brace is place.brace:  # what the block belongs to is not complete: it is given up too
                track.cut(outer[0].position)

    def _span(self, token: Token) -> Span:
        return Span(token.start, token.end, self._file)
