"""What is built when a production of the grammar is complete."""

from collections.abc import Callable
from typing import TypeAlias

from orchestra_dsl.syntax.build.children import Child, Children, Context, Part, Splice, flatten
from orchestra_dsl.syntax.build.rules import BUILDERS, Builder
from orchestra_dsl.syntax.nodes import Node
from orchestra_dsl.syntax.table import Production, Table

Values: TypeAlias = list[Child | Splice]
Callback: TypeAlias = Callable[[Values], Child | Splice]


def completions(table: Table, context: Context) -> list[tuple[str, int, Callback | None]]:
    """Return for each production its rule, how many symbols it has, and what builds a value of them."""
    return [(made.rule, len(made.expansion), _callback(made, context)) for made in table.productions]


def _callback(production: Production, context: Context) -> Callback | None:
    if production.rule.startswith("_"):
        return None if len(production.expansion) == 1 else _splice
    return _building(BUILDERS[production.rule], context)


def _splice(values: Values) -> Splice:
    """Put the children in one row; a long list grows in place instead of being copied each time."""
    first = values[0] if values else None
    if isinstance(first, Splice):
        first.extend(flatten(values[1:]))
        return first
    return Splice(flatten(values))


def _building(builder: Builder, context: Context) -> Callback:
    def build(values: Values) -> Node | Part:
        return builder(Children(context, list(flatten(values))))

    return build
