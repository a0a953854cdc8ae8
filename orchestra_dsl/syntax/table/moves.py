"""What the automaton does next, worked out once for each case that is met, and then looked up."""

from functools import cache

from orchestra_dsl.syntax.table.model import NAME, Table


class Actions(dict[str, int | None]):
    """What to do in one state, by terminal; None where it is not taken.

    A keyword that the state does not know is read as a name. Only taking it as one is left
    to the caller, who may want to know of it.
    """

    def __init__(self, table: Table, state: int) -> None:
        super().__init__()
        self._table = table
        self._state = state

    def __missing__(self, terminal: str) -> int | None:
        row = self._table.rows[self._state]
        action = row.get(terminal)
        if action is None and terminal in self._table.words:
            as_name = row.get(NAME)
            action = as_name if as_name is not None and as_name < 0 else None
        self[terminal] = action
        return action


class Landings(dict[tuple[int, str, str], tuple[int, int | None]]):
    """The state after a rule is complete, and what to do in it.

    By the state before it, the rule, and the terminal that comes next. A value runs through ten rules that
    hold nothing but it (`_expr: _or`, `_or: _and` and so on) before the one is complete that it is a part of.
    They are gone through here, once.
    """

    def __init__(self, table: Table, actions: list[Actions]) -> None:
        super().__init__()
        self._table = table
        self._actions = actions

    def __missing__(self, case: tuple[int, str, str]) -> tuple[int, int | None]:
        before, rule, terminal = case
        while True:
            state = self._table.rows[before][rule]
            action = self._actions[state][terminal]
            if action is None or action >= 0:
                break
            production = self._table.productions[-1 - action]
            if not production.passes_on:
                break
            rule = production.rule
        self[case] = state, action
        return state, action


@cache
def moves(table: Table) -> tuple[list[Actions], Landings]:
    """Return what the automaton of a table does: by state, and by what has been completed."""
    actions = [Actions(table, state) for state in range(len(table.rows.packed))]
    return actions, Landings(table, actions)
