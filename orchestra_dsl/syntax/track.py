"""One run of the parse table over tokens: what has been read so far, and what may come next."""

from collections.abc import Callable
from typing import Any, TypeAlias

from msgspec import Struct

from orchestra_dsl.syntax.build.children import start_of
from orchestra_dsl.syntax.table import END, NAME, Table
from orchestra_dsl.syntax.token import Token

CLOSE = "}"
OPEN = "{"

Completion: TypeAlias = tuple[str, int, Callable[[list[Any]], Any] | None]
"""For a production its rule, how many symbols it has, and what to build of them.

Without the last, the value of its one symbol is kept. Values are of the builders' own kinds.
"""


class UnexpectedToken(Exception):
    """A token that does not fit what has been read."""


class Place(Struct, frozen=True):
    """A place where a further line of a block may stand.

    `position` counts the states below it: what has been begun after it is
    `values[position - 1 :]`. `brace` opened the block; the file has none.
    """

    position: int
    brace: Token | None


class Track:
    """The stacks of the automaton, with the questions that names and recovery ask of them."""

    def __init__(self, table: Table, start: str, completions: list[Completion]) -> None:
        self.table = table
        self.end_state = table.ends[start]
        self.states = [table.starts[start]]
        self.values: list[Any] = []
        self.read_to = 0
        """Where the token last taken ends."""
        self._completions = completions

    def feed(self, token: Token) -> None:
        """Complete the rules that end before a token, and take it; `values` is what has been built.

        The end of the text is not taken: then one value is left. Raises UnexpectedToken.
        """
        states, values, rows, terminal = self.states, self.values, self.table.rows, token.terminal
        while True:
            action = rows[states[-1]].get(terminal)
            if action is None:
                if terminal == END and states[-1] == self.end_state:
                    return
                raise UnexpectedToken
            if action >= 0:
                states.append(action)
                values.append(token)
                self.read_to = token.end
                return
            rule, size, build = self._completions[-1 - action]
            if build is None:
                states.pop()
            else:
                first = len(values) - size
                values[first:] = [build(values[first:])]
                del states[first + 1 :]
            states.append(rows[states[-1]][rule])

    def insert(self, text: str) -> None:
        """Take a mark that is missing in the text, as if it stood behind the token last taken."""
        self.feed(Token(self.table.marks[text], text, self.read_to, self.read_to))

    def terminal(self, token: Token) -> str:
        """Return the terminal that a token is here: a keyword where one may stand, else a name."""
        if token.terminal != NAME:
            return token.terminal
        keyword = self.table.keywords.get(token.text)
        row = self.table.rows[self.states[-1]]
        if keyword is None or (keyword not in row and NAME in row):
            return NAME
        return NAME if NAME in row and not self.takes(keyword) else keyword

    def takes(self, terminal: str, position: int | None = None) -> bool:
        """Tell whether a terminal may come next, or next after what lies below `position`."""
        stack = self.states if position is None else self.states[:position]
        return self.table.landing(stack, terminal, self.end_state) is not None

    def lacks_brace(self, keyword: str) -> bool:
        """Tell whether a line that begins with `keyword` would fit if a brace opened a block before it."""
        after = self.table.rows[self.states[-1]].get(self.table.marks[OPEN], -1)
        if after < 0 or not self.table.holds_list(after):
            return False
        return self.table.landing([*self.states, after], keyword, self.end_state) is not None

    def places(self) -> list[Place]:
        """Return where a further line may stand, one place for each block around, the innermost first."""
        found: dict[int, Place] = {}
        brace: Token | None = None
        for index, state in enumerate(self.states):
            value = self.values[index - 1] if index else None
            if isinstance(value, Token) and value.text == OPEN:
                brace = value
            if self.table.holds_list(state):
                found[id(brace)] = Place(index + 1, brace)
        return list(reversed(found.values()))

    def settle(self) -> None:
        """Complete what needs no further token, so that it is kept when what follows is given up."""
        for terminal in sorted(self.table.rows[self.states[-1]]):
            landing = self.table.landing(self.states, terminal, self.end_state)
            if landing is not None and landing != self.states[-1] and self.table.holds_list(landing):
                self.feed(Token(terminal, "", self.read_to, self.read_to))
                if terminal != END:
                    self.cut(len(self.states) - 1)
                return

    def cut(self, position: int) -> None:
        """Forget what has been begun after a place."""
        del self.states[position:]
        del self.values[position - 1 :]

    def braces_after(self, position: int) -> int:
        """Count the braces that are open in what has been begun after a place."""
        return sum(isinstance(value, Token) and value.text == OPEN for value in self.values[position - 1 :])

    def begun(self, position: int) -> int | None:
        """Return the offset of what has been begun after a place."""
        above = self.values[position - 1 :]
        return start_of(above[0]) if above and not isinstance(above[0], list) else None
