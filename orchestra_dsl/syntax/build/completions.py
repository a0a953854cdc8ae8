"""What is built when a production of the grammar is complete."""

import sys
from collections.abc import Callable
from functools import cache
from typing import Any, TypeAlias

from orchestra_dsl.source import Span
from orchestra_dsl.syntax.build.children import Children, Context, Splice
from orchestra_dsl.syntax.build.rules import BUILDERS, READERS, Builder
from orchestra_dsl.syntax.table import Production, Table

Build: TypeAlias = Callable[..., Any]
"""Makes a value of what a production was made of.

Of the values of its symbols, which stand between two offsets; of the text of its one token and its range, where
it is of a rule that has a reader.
"""


Completion: TypeAlias = tuple[str, Build, int | None, slice, slice]
"""The rule, what builds its value, and where on the stack is what it is made of.

First the number of the entry with the state below all that (none for a reader, whose token is on top), then
the entries with the values, and then all that the one symbol of the rule replaces. See `Track.stack`.
"""


@cache
def completions(table: Table) -> list[Completion]:
    """Return what to do when a production is complete: make the node of the rule.

    They stand in reverse: the action of completing one is its index, counted from -1 down.
    """
    several = {made.rule for made in table.productions if made.hidden and not made.passes_on}
    spread = _spread(table, several)
    return [_completion(made, spread) for made in reversed(table.productions)]


def _completion(made: Production, spread: set[str]) -> Completion:
    if made.rule in READERS:
        return made.rule, READERS[made.rule], None, slice(-2, -1), slice(-3, None)
    builder = BUILDERS.get(made.rule)
    if builder is None:
        return completion(made, hidden(made))
    return completion(made, (_building if spread.isdisjoint(made.expansion) else _building_of_spread)(builder))


def completion(made: Production, build: Build) -> Completion:
    """Return what to do when a production is complete whose value is built of those of its symbols."""
    size = 3 * len(made.expansion)
    if not size:
        return made.rule, build, -3, slice(0, 0), slice(sys.maxsize, None)
    return made.rule, build, -size - 3, slice(1 - size, None, 3), slice(-size, None)


def hidden(made: Production) -> Build:
    """Return what builds the value of a rule that has no node: that of its one symbol, or several in a row."""
    return _same if made.passes_on else _splice


def _spread(table: Table, several: set[str]) -> set[str]:
    """Return the rules whose value can be a splice: those of several parts, and those that pass one on."""
    spread: set[str] = set()
    while several - spread:
        spread |= several
        several = {made.rule for made in table.productions if made.passes_on and made.expansion[0] in spread}
    return spread


def _same(_: Context, values: list[Any], _start: int, _end: int) -> Any:
    return values[0]


def _splice(_: Context, values: list[Any], _start: int, _end: int) -> Splice:
    """Put the children in one row; a long list grows in place instead of being copied each time."""
    first = values[0] if values else None
    if type(first) is not Splice:
        return Splice(flat(values))
    for value in values[1:]:
        if type(value) is Splice:
            first += value
        else:
            first.append(value)
    return first


def _building(builder: Builder) -> Build:
    def build(context: Context, values: list[Any], start: int, end: int) -> object:
        return builder(Children(context, values, Span(start, end, context.file)))

    return build


def _building_of_spread(builder: Builder) -> Build:
    def build(context: Context, values: list[Any], start: int, end: int) -> object:
        return builder(Children(context, flat(values), Span(start, end, context.file)))

    return build


def flat(values: list[Any]) -> list[Any]:
    """Return the children with those of the rules in between put in their place."""
    flat: list[Any] = []
    for value in values:
        if type(value) is Splice:
            flat += value
        else:
            flat.append(value)
    return flat
