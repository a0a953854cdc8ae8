"""The parse table: the LALR automaton that Lark makes of the grammar, as plain data."""

from functools import cached_property

from msgspec import Struct

from orchestra_dsl.syntax.table.rows import Rows

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


class Production(Struct, frozen=True):
    """One alternative of a rule: the symbols that its name stands for."""

    rule: str
    expansion: tuple[str, ...]

    @property
    def hidden(self) -> bool:
        """Whether the rule has no node: its parts become those of the rule around it."""
        return self.rule.startswith("_")

    @property
    def passes_on(self) -> bool:
        """Whether the value of its one symbol is that of the rule."""
        return self.hidden and len(self.expansion) == 1


class Terminal(Struct, frozen=True):
    """What the scanner tells apart: a word or mark (`fixed`), or all that a pattern matches."""

    name: str
    pattern: str
    fixed: bool


class Table:
    """The automaton, with what the scanner and the messages need to know of the grammar."""

    def __init__(
        self,
        *,
        terminals: tuple[Terminal, ...],
        productions: tuple[Production, ...],
        rows: Rows,
        starts: dict[str, int],
        ends: dict[str, int],
    ) -> None:
        self.terminals = terminals
        self.productions = productions
        self.rows = rows
        self.starts = starts
        self.ends = ends

    @cached_property
    def keywords(self) -> dict[str, str]:
        """The terminals of the words of the language, by the word."""
        return {t.pattern: t.name for t in self.terminals if t.fixed and t.pattern.isidentifier()}

    @cached_property
    def words(self) -> frozenset[str]:
        """The terminals of the words of the language."""
        return frozenset(self.keywords.values())

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
        found: dict[str, set[str]] = {production.rule: set() for production in self.productions}
        changed = True
        while changed:
            changed = False
            for production in self.productions:
                if production.expansion:
                    first = production.expansion[0]
                    new = found.get(first, {first}) - found[production.rule]
                    found[production.rule] |= new
                    changed = changed or bool(new)
        return {rule: frozenset(terminals) for rule, terminals in found.items()}

    def holds_list(self, state: int) -> bool:
        """Tell whether a further line of a block may stand in a state."""
        return not LISTS.isdisjoint(self.rows[state])

    def landing(self, stack: list[int], terminal: str, end: int) -> int | None:
        """Return the state in which `terminal` is taken after `stack`, or None where it is not.

        Looking at the top state alone would not do: LALR states share what may follow, so
        it also names terminals that fail later.
        """
        kept, pushed = self._completed(stack, terminal)
        state = pushed[-1] if pushed else stack[kept - 1]
        taken = self.rows[state].get(terminal) is not None or (terminal == END and state == end)
        return state if taken else None

    def after(self, stack: list[int], terminal: str) -> list[int] | None:
        """Return the states after `terminal` has been taken after `stack`, or None where it is not."""
        kept, pushed = self._completed(stack, terminal)
        action = self.rows[pushed[-1] if pushed else stack[kept - 1]].get(terminal)
        return None if action is None else [*stack[:kept], *pushed, action]

    def _completed(self, stack: list[int], terminal: str) -> tuple[int, list[int]]:
        """Complete the rules that end before `terminal`; return how much of the stack stays, and what is upon it."""
        kept = len(stack)
        pushed: list[int] = []
        while True:
            action = self.rows[pushed[-1] if pushed else stack[kept - 1]].get(terminal)
            if action is None or action >= 0:
                return kept, pushed
            production = self.productions[-1 - action]
            size = len(production.expansion)
            kept -= max(size - len(pushed), 0)
            del pushed[max(len(pushed) - size, 0) :]
            below = pushed[-1] if pushed else stack[kept - 1]
            pushed.append(self.rows[below][production.rule])
