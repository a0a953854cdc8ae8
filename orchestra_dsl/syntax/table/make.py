"""Grammar to parse table, with Lark; the states are numbered the same on every machine."""

from collections.abc import Iterator
from typing import Any

from lark import Lark
from lark.grammar import Rule
from lark.lexer import TerminalDef

from orchestra_dsl.syntax.table.format import Stored

STARTS = ("module", "interpolated")


def make(grammar: str, fingerprint: int) -> Stored:
    """Return the table of the grammar text; raises Lark's GrammarError where it has a conflict."""
    parser = Lark(grammar, parser="lalr", lexer="basic", start=list(STARTS), maybe_placeholders=False)
    data, memo = parser.memo_serialize([TerminalDef, Rule])
    table = data["parser"]["parser"]
    actions = {state: dict(_named(table["tokens"], row)) for state, row in table["states"].items()}
    order = _numbering(actions, [table["start_states"][start] for start in STARTS])
    rules = {key: _production(memo[key]) for key in _reduced(actions)}
    productions = sorted(rules.values())
    symbols = sorted({symbol for row in actions.values() for symbol in row})
    return Stored(
        grammar=fingerprint,
        terminals=sorted(map(_terminal, parser.terminals)),
        symbols=symbols,
        productions=productions,
        states=[
            [
                number
                for symbol, (reduces, argument) in sorted(actions[state].items())
                for number in (
                    symbols.index(symbol),
                    -1 - productions.index(rules[argument["@"]]) if reduces else order[argument],
                )
            ]
            for state in order
        ],
        starts={start: order[table["start_states"][start]] for start in STARTS},
        ends={start: order[table["end_states"][start]] for start in STARTS},
    )


_Actions = dict[int, dict[str, tuple[int, Any]]]  # Any: Lark's serialised form is untyped


def _named(tokens: dict[int, str], row: dict[int, Any]) -> Iterator[tuple[str, Any]]:
    for token, action in row.items():
        yield tokens[token], action


def _numbering(actions: _Actions, starts: list[int]) -> dict[int, int]:
    """Number the states in the order in which they are met: Lark's own order is that of a set."""
    order: dict[int, int] = {}
    waiting = list(reversed(starts))
    while waiting:
        state = waiting.pop()
        if state in order:
            continue
        order[state] = len(order)
        after = [argument for _, (reduces, argument) in sorted(actions[state].items()) if not reduces]
        waiting.extend(reversed(after))
    return order


def _reduced(actions: _Actions) -> set[int]:
    return {argument["@"] for row in actions.values() for reduces, argument in row.values() if reduces}


def _production(stored: dict[str, Any]) -> tuple[str, list[str]]:
    return stored["origin"]["name"], [symbol["name"] for symbol in stored["expansion"]]


def _terminal(terminal: TerminalDef) -> tuple[str, str, bool]:
    return terminal.name, terminal.pattern.value, terminal.pattern.type == "str"
