"""Which block a line belongs to, and whether reading can go on with it after a mistake."""

from orchestra_dsl.syntax.places import Place, begun, places
from orchestra_dsl.syntax.table import NAME
from orchestra_dsl.syntax.token import Token, Tokens
from orchestra_dsl.syntax.track import CLOSE, Track


class Lines:
    """What the lines behind a mistake may be: valid as long as the track stays as it is.

    Much may have to be passed over, so what is asked again and again is worked out once.
    """

    def __init__(self, track: Track, tokens: Tokens) -> None:
        self._track = track
        self._tokens = tokens
        self._places = places(track)
        self._opened = [self._indent_of(place) for place in self._places]
        start = begun(track, self.place.position)
        self.begun = None if start is None else tokens.indent(start)
        """How far the line is indented that begins what has been begun at the innermost place, if anything has."""
        self._taken: dict[tuple[str, int], bool] = {}

    @property
    def place(self) -> Place:
        """The innermost place."""
        return self._places[0]

    def resumes_at(self, index: int, depth: int, *, item: int) -> Place | None:
        """Return the place to which reading goes back for this token, if it can go on with it.

        `item` is how far the line is indented that was given up, `depth` how many braces of it are open.
        """
        if self._tokens.texts[index] == CLOSE:
            return self.place if self._takes(self._tokens.kinds[index], self.place) else None
        if not self._tokens.begins_line(index):
            return None
        token = self._tokens.token(index)
        indent = self._tokens.indent(token.start)
        around = self._by_indent(indent)
        if depth > 0 and around.brace == self.place.brace and indent > (item if self.begun is None else self.begun):
            return None  # inside the braces of what was given up
        if self._begins_line(token, around, named=True):
            return around
        if depth > 0:
            return None
        if around.brace == self.place.brace is not None and indent <= item:
            return self.place
        return self.place if self._begins_line(token, self.place, named=True) else None

    def home(self, token: Token) -> Place | None:
        """Return the block that a line beginning with a word of the language belongs to."""
        place = self._by_indent(self._tokens.indent(token.start))
        return place if self._begins_line(token, place, named=False) else None

    def _by_indent(self, indent: int) -> Place:
        """Return the block that a line so far indented seems to stand in."""
        for place, opened in zip(self._places, self._opened, strict=True):
            if opened < indent:
                return place
        return self._places[-1]

    def _begins_line(self, token: Token, place: Place, *, named: bool) -> bool:
        """Tell whether a token can begin a line at a place; `named`: also if it is taken for a name."""
        if self._takes(token.terminal, place):
            return True
        return named and token.terminal in self._track.table.words and self._takes(NAME, place)

    def _takes(self, terminal: str, place: Place) -> bool:
        case = terminal, place.position
        if case not in self._taken:
            self._taken[case] = self._track.takes(terminal, place.position)
        return self._taken[case]

    def _indent_of(self, place: Place) -> int:
        """Return how far the line is indented on which a block begins."""
        return -1 if place.brace is None else self._tokens.indent(self._track.start_of(place.brace))
