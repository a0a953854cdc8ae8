"""One run of Lark's parser state: what has been read so far, and what may come next."""

from typing import TYPE_CHECKING, Any, cast

import attrs
from lark import Token
from lark.parsers.lalr_parser_state import ParseConf, ParserState

from orchestra_dsl.syntax.build.children import start_of
from orchestra_dsl.syntax.table import END, NAME, Table

if TYPE_CHECKING:
    from lark.lexer import LexerThread

CLOSE = "}"
OPEN = "{"


@attrs.frozen
class Place:
    """A place where a further line of a block may stand.

    `position` counts the states below it: what has been begun after it is
    `values[position - 1 :]`. `brace` opened the block; the file has none.
    """

    position: int
    brace: Token | None


class Track:
    """The stacks of Lark's parser state, with the questions that names and recovery ask of them."""

    def __init__(self, table: Table, start: str, callbacks: dict[Any, Any]) -> None:
        self.table = table
        self.end_state = table.ends[start]
        self.read_to = 0
        """Where the token last taken ends."""
        self._lark = _parser_state(table, start, callbacks)
        self.states: list[int] = self._lark.state_stack
        self.values: list[Any] = self._lark.value_stack

    def feed(self, token: Token) -> Any:
        """Take a token; with the last one return what has been built. Raises Lark's UnexpectedToken."""
        result = self._lark.feed_token(token, token.type == END)
        self.read_to = token.end_pos or 0
        return result

    def insert(self, text: str) -> None:
        """Take a mark that is missing in the text, as if it stood behind the token last taken."""
        terminal = self.table.marks[text]
        self.feed(Token(terminal, text, start_pos=self.read_to, end_pos=self.read_to))

    def terminal(self, token: Token) -> str:
        """Return the terminal that a token is here: a keyword where one may stand, else a name."""
        if token.type != NAME:
            return token.type
        keyword = self.table.keywords.get(token.value)
        row = self.table.rows[self.states[-1]]
        if keyword is None or (keyword not in row and NAME in row):
            return NAME
        return NAME if NAME in row and not self.takes(keyword) else keyword

    def takes(self, terminal: str, position: int | None = None) -> bool:
        """Tell whether a terminal may come next, or next after what lies below `position`."""
        stack = self.states if position is None else self.states[:position]
        return self.table.landing(stack, terminal, self.end_state) is not None

    def takes_after(self, text: str, terminal: str) -> bool:
        """Tell whether a terminal may come next once the mark `text` is inserted."""
        landing = self.table.landing(self.states, self.table.marks[text], self.end_state)
        if landing is None or landing != self.states[-1]:
            return False
        after = self.table.after(landing, self.table.marks[text])
        return self.table.landing([*self.states, after], terminal, self.end_state) is not None

    def places(self) -> list[Place]:
        """Return where a further line may stand, one place for each block around, the innermost first."""
        found: dict[int, Place] = {}
        brace: Token | None = None
        for index, state in enumerate(self.states):
            value = self.values[index - 1] if index else None
            if isinstance(value, Token) and value == OPEN:
                brace = value
            if self.table.holds_list(state):
                found[id(brace)] = Place(index + 1, brace)
        return list(reversed(found.values()))

    def settle(self) -> None:
        """Complete what needs no further token, so that it is kept when what follows is given up."""
        row = self.table.rows[self.states[-1]]
        for terminal in sorted(symbol for symbol in row if symbol.isupper()):
            landing = self.table.landing(self.states, terminal, self.end_state)
            if landing is not None and landing != self.states[-1] and self.table.holds_list(landing):
                self._lark.feed_token(Token(terminal, ""))
                self.states.pop()
                self.values.pop()
                return

    def cut(self, position: int) -> None:
        """Forget what has been begun after a place."""
        del self.states[position:]
        del self.values[position - 1 :]

    def braces_after(self, position: int) -> int:
        """Count the braces that are open in what has been begun after a place."""
        return sum(isinstance(value, Token) and value == OPEN for value in self.values[position - 1 :])

    def begun(self, position: int) -> int | None:
        """Return the offset of what has been begun after a place."""
        above = self.values[position - 1 :]
        return start_of(above[0]) if above and not isinstance(above[0], list) else None


def _parser_state(table: Table, start: str, callbacks: dict[Any, Any]) -> ParserState[int]:
    """Make Lark's parser state. The lexer that it asks for is only for Lark's own loop, which is not used."""
    return ParserState(ParseConf(table.lark, callbacks, start), cast("LexerThread", None))
