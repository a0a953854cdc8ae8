"""One run of the parse table over tokens: what has been read so far, and what may come next."""

from typing import Any

from msgspec import Struct

from orchestra_dsl.source import Span
from orchestra_dsl.syntax.build import Completion, Context, completions
from orchestra_dsl.syntax.table import END, NAME, Table, moves
from orchestra_dsl.syntax.token import Token, Tokens

CLOSE = "}"
OPEN = "{"

_LONGEST = 3 * 2_000  # entries of the stack: far more than the deepest nesting that is allowed can need
_NONE = ""  # a terminal that fits nowhere


class Wrong(Struct, frozen=True, eq=False):
    """A token that does not fit, with the states and the value before it, and where the token before it ends.

    `words` are the words of the language directly before it, `last` is the token before it where that stands by itself.
    """

    index: int
    token: Token
    after: int
    states: list[int]
    before: object
    begins_line: bool
    words: tuple[str, ...] = ()
    last: Token | None = None


class Track:
    """The stack of the automaton, with the questions that recovery asks of it.

    `stack` has three entries for each symbol: the state after it, its value (of a token its text, of a
    rule what its builder made), and where in the text it begins. At the bottom is the state at the start.
    """

    def __init__(self, table: Table, start: str, context: Context, builds: list[Completion] | None = None) -> None:
        self.table = table
        self.end_state = table.ends[start]
        self.stack: list[Any] = [table.starts[start], None, 0]
        self.read_to = 0
        """Where the token last taken ends."""
        self.doubt: Wrong | None = None
        """The last word of the language that begins a line and was taken for a name."""
        self._context = context
        self._builds = completions(table) if builds is None else builds

    def run(self, tokens: Tokens, at: int) -> int:
        """Take tokens from the one numbered `at` on; return the number of the first that does not fit.

        The rules that end before a token are completed first. The end of the text fits nowhere.
        This is the one loop that all time goes into: it calls nothing but what builds the tree.
        """
        actions, landings = moves(self.table)
        builds, context, file = self._builds, self._context, self._context.file
        kinds, texts, starts, ends = tokens.kinds, tokens.texts, tokens.starts, tokens.ends
        stack, end, kind = self.stack, self.read_to, kinds[at]
        action = actions[stack[-3]][kind]
        while True:
            if action is None:
                self.read_to = end
                action = self._as_name(tokens, at)
                if action is None:
                    return at
            if action >= 0:
                stack += (action, texts[at], starts[at])
                end = ends[at]
                at += 1
                kind = kinds[at]
                action = actions[action][kind]
                continue
            rule, build, below, parts, gone = builds[action]
            if below is None:
                stack[-2] = build(context, stack[-2], Span(stack[-1], end, file))
                stack[-3], action = landings[stack[-6], rule, kind]
                continue
            if len(stack) > _LONGEST:
                action = None
                continue
            start = stack[below + 5]
            value = build(context, stack[parts], start, end)
            state, action = landings[stack[below], rule, kind]
            stack[gone] = (state, value, start)

    def _as_name(self, tokens: Tokens, at: int) -> int | None:
        """Return the state after a word of the language that is a name here; None where it cannot be one."""
        after = self.table.rows[self.stack[-3]].get(NAME)
        if after is None or tokens.kinds[at] not in self.table.words or self.too_deep:
            return None
        if tokens.begins_line(at):
            self.doubt = self.wrong(tokens, at)
        return after

    @property
    def too_deep(self) -> bool:
        """Whether so much is nested in each other that reading ends here."""
        return len(self.stack) > _LONGEST

    @property
    def states(self) -> list[int]:
        """The states, the newest last."""
        return self.stack[::3]

    def wrong(self, tokens: Tokens, at: int) -> Wrong:
        """Return a token that comes next, with what stands before it."""
        after = tokens.ends[at - 1] if at else 0
        last = tokens.token(at - 1) if at and self.stack[-1] == tokens.starts[at - 1] else None
        states, begins = self.states, tokens.begins_line(at)
        return Wrong(at, tokens.token(at), after, states, self.stack[-2], begins, self._words(), last)

    def _words(self) -> tuple[str, ...]:
        """The words of the language that were taken last, one after the other."""
        found: list[str] = []
        for value in self.stack[-2::-3]:
            if not isinstance(value, str) or value not in self.table.keywords:
                break
            found.append(value)
        return tuple(reversed(found))

    def done(self, tokens: Tokens, at: int) -> bool:
        """Tell whether the text ends here, and may; then `value` is what it says."""
        return tokens.kinds[at] == END and self.stack[-3] == self.end_state

    @property
    def value(self) -> Any:
        """What the text says, once it is read."""
        return self.stack[-2]

    def insert(self, text: str) -> None:
        """Take a mark that is missing in the text."""
        self.feed(self.table.marks[text], text)

    def feed(self, terminal: str, text: str) -> None:
        """Take a token that is not in the text, as if it stood behind the one last taken."""
        here = [self.read_to, self.read_to]
        self.run(Tokens("", [terminal, _NONE], [text, ""], here, here), 0)

    def takes(self, terminal: str, position: int | None = None) -> bool:
        """Tell whether a terminal may come next, or next after what lies below `position`."""
        stack = self.states if position is None else self.states[:position]
        return self.table.landing(stack, terminal, self.end_state) is not None

    def start_of(self, position: int) -> int:
        """Return the offset at which a symbol begins."""
        start: int = self.stack[3 * position + 2]
        return start

    def cut(self, position: int) -> None:
        """Forget what has been begun after a place."""
        del self.stack[3 * position :]
