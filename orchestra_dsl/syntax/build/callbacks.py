"""What Lark's parser state calls when a production is complete."""

from collections.abc import Callable
from typing import Any

from orchestra_dsl.syntax.build.children import Child, Children, Context, Part, Splice, flatten
from orchestra_dsl.syntax.build.rules import BUILDERS, Builder
from orchestra_dsl.syntax.nodes import Node
from orchestra_dsl.syntax.table import Production, Table

_Values = list[Child | Splice]
_Callback = Callable[[_Values], Child | Splice]


def callbacks(table: Table, context: Context) -> dict[Any, Any]:
    """Return a callback for each production of the table.

    The types are Lark's; it asks for a production's callback and for a token's, and
    tokens have none.
    """
    return {production: _callback(production, context) for production in table.productions}


def _callback(production: Production, context: Context) -> _Callback:
    rule = production.origin.name
    if rule.startswith("_"):
        return _same if len(production.expansion) == 1 else _splice
    return _building(BUILDERS[rule], context, flat=not any(name.startswith("_") for name in production.expansion))


def _same(values: _Values) -> Child | Splice:
    return values[0]


def _splice(values: _Values) -> Splice:
    """Put the children in one row; a long list grows in place instead of being copied each time."""
    first = values[0] if values else None
    if isinstance(first, Splice):
        first.extend(flatten(values[1:]))
        return first
    return Splice(flatten(values))


def _building(builder: Builder, context: Context, *, flat: bool) -> _Callback:
    if flat:

        def build_flat(values: Any) -> Node | Part:  # Any: without rules in between there is no Splice
            return builder(Children(context, values))

        return build_flat

    def build(values: _Values) -> Node | Part:
        return builder(Children(context, list(flatten(values))))

    return build
