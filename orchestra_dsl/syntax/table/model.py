"""The parse table in the form in which Lark's parser state runs it."""

from functools import cached_property

import attrs
from lark.parsers.lalr_analysis import ParseTableBase, Reduce, Shift

END = "$END"
NAME = "NAME"


LISTS = frozenset(
    (
        "_declaration",
        "_calendar_clause",
        "_member",
        "_element",
        "_stage_member",
        "_step_clause",
        "_cancel_element",
        "_parallel_member",
        "_arm",
        "_line",
        "field",
        "outcome",
        "rung",
        "move",
    )
)
"""The rules of which a block holds any number, usually one a line: where reading can go on after a mistake."""


@attrs.frozen(eq=False)
class Symbol:
    """A name in the grammar, of a rule or a terminal."""

    name: str


@attrs.frozen(eq=False)
class Production:
    """One alternative of a rule: the symbols that its name stands for."""

    origin: Symbol
    expansion: tuple[str, ...]


@attrs.frozen
class Terminal:
    """What the scanner tells apart: a word or mark (`fixed`), or all that a pattern matches."""

    name: str
    pattern: str
    fixed: bool


class Rows(dict[int, dict[str, tuple[object, object]]]):
    """What to do in a state on a symbol, as Lark wants it; a state is unpacked on first use.

    A small file visits a fraction of the thousand states.
    """

    def __init__(self, packed: list[list[int]], symbols: list[str], productions: list[Production]) -> None:
        super().__init__()
        self._packed = packed
        self._symbols = symbols
        self._productions = productions

    def __missing__(self, state: int) -> dict[str, tuple[object, object]]:
        flat = self._packed[state]
        row: dict[str, tuple[object, object]] = {}
        for symbol, action in zip(flat[::2], flat[1::2], strict=True):
            act = (Shift, action) if action >= 0 else (Reduce, self._productions[-action - 1])
            row[self._symbols[symbol]] = act
        self[state] = row
        return row


@attrs.frozen(slots=False, eq=False)
class Table:
    """The automaton with what the scanner and the messages need to know of the grammar."""

    terminals: tuple[Terminal, ...]
    productions: tuple[Production, ...]
    rows: Rows
    starts: dict[str, int]
    ends: dict[str, int]

    @cached_property
    def lark(self) -> ParseTableBase[int]:
        """The automaton as Lark's class for it."""
        return ParseTableBase(self.rows, self.starts, self.ends)  # type: ignore[no-untyped-call] # Lark's is untyped

    @cached_property
    def keywords(self) -> dict[str, str]:
        """The terminals of the words of the language, by the word."""
        return {t.pattern: t.name for t in self.terminals if t.fixed and t.pattern.isidentifier()}

    @cached_property
    def marks(self) -> dict[str, str]:
        """The terminals of the marks of the language, by the mark."""
        return {t.pattern: t.name for t in self.terminals if t.fixed and not t.pattern.isidentifier()}

    @cached_property
    def texts(self) -> dict[str, str]:
        """The words and marks of the language, by their terminal."""
        return {t.name: t.pattern for t in self.terminals if t.fixed}

    @cached_property
    def firsts(self) -> dict[str, frozenset[str]]:
        """For each rule the terminals that it may begin with (no rule of use here is empty)."""
        found: dict[str, set[str]] = {production.origin.name: set() for production in self.productions}
        changed = True
        while changed:
            changed = False
            for production in self.productions:
                first = production.expansion[0] if production.expansion else None
                if first is None:
                    continue
                new = found.get(first, {first}) - found[production.origin.name]
                found[production.origin.name] |= new
                changed = changed or bool(new)
        return {rule: frozenset(terminals) for rule, terminals in found.items()}

    def holds_list(self, state: int) -> bool:
        """Tell whether a further line of a block may stand in a state."""
        return not LISTS.isdisjoint(self.rows[state])

    def after(self, state: int, symbol: str) -> int:
        """Return the state that follows `state` when a rule is complete or a terminal is taken there."""
        _, following = self.rows[state][symbol]
        if not isinstance(following, int):
            raise TypeError(f"the table has no state after {symbol}")
        return following

    def landing(self, stack: list[int], terminal: str, end: int) -> int | None:
        """Return the state in which `terminal` is taken after `stack`, or None where it is not.

        Rules that it completes are completed on a copy. Looking at the top state alone
        would not do: LALR states share what may follow, so it also names terminals
        that fail later.
        """
        top = len(stack)
        pushed: list[int] = []
        while True:
            state = pushed[-1] if pushed else stack[top - 1]
            if terminal == END and state == end:
                return state
            action, argument = self.rows[state].get(terminal, (None, None))
            if action is None:
                return None
            if not isinstance(argument, Production):
                return state
            size = len(argument.expansion)
            kept = max(len(pushed) - size, 0)
            top -= size - (len(pushed) - kept)
            del pushed[kept:]
            below = pushed[-1] if pushed else stack[top - 1]
            pushed.append(self.after(below, argument.origin.name))
