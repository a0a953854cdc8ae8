"""What a condition shows to be there: after `x != null and …` the rest may read `x`.

A value is named by a Key, the same for every expression that reads it; so `case.closed_at` and `case?.closed_at` have
one. Records are read fresh for every expression, but once within it, so that a check holds up to the expression's end.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from orchestra_dsl.analysis.types.place import Key, Place
from orchestra_dsl.graph.types import NOTHING, Optional, Type
from orchestra_dsl.syntax import nodes as n

Keys: TypeAlias = frozenset[Key]
TypeOf: TypeAlias = Callable[[n.Node], Type | None]
NONE: Keys = frozenset()


def key_of(node: n.Node) -> Key | None:
    """Return the key of an expression that reads the same value wherever it stands; None for any other."""
    match node:
        case n.Reference(name=name):
            return (name,)
        case n.Attribute(subject=subject, name=name):
            inner = key_of(subject)
            return None if inner is None else (*inner, name.text)
        case n.Index(subject=subject, index=n.IntegerLiteral(value=value)):
            inner = key_of(subject)
            return None if inner is None else (*inner, value)
        case n.Call(function=function, arguments=arguments):
            keys = [key_of(argument.value) for argument in arguments if argument.name is None]
            known = [key for key in keys if key is not None]
            return ((function.text, *known),) if len(known) == len(arguments) else None
    return None


def assuming(place: Place, condition: n.Node, type_of: TypeOf, *, holds: bool) -> Place:
    """Return the place as it is where a condition, whose parts have been inferred, holds or does not."""
    return place.knowing(_shown(condition, type_of, holds=holds))


def _shown(node: n.Node, type_of: TypeOf, *, holds: bool) -> Keys:
    """Return what is certainly there when the condition `node` holds, or when it does not."""
    match node:
        case n.Not(operand=operand):
            return _shown(operand, type_of, holds=not holds)
        case n.And(operands=operands):
            return _together(operands, type_of, holds=holds, each=holds)
        case n.Or(operands=operands):
            return _together(operands, type_of, holds=holds, each=not holds)
        case n.Comparison():
            return _by_comparison(node, type_of, holds=holds)
        case n.Call(function=n.Path(names=(n.Name(text="blank"),)), arguments=(argument,)) if not holds:
            return _present(argument.value)
    return NONE


def _together(operands: Sequence[n.Expression], type_of: TypeOf, *, holds: bool, each: bool) -> Keys:
    """Join what the operands show: each of them where all came out so, otherwise only what every one of them shows."""
    found = [_shown(operand, type_of, holds=holds) for operand in operands]
    return frozenset[Key]().union(*found) if each else frozenset.intersection(*found)


def _by_comparison(node: n.Comparison, type_of: TypeOf, *, holds: bool) -> Keys:
    sides = ((node.left, type_of(node.right)), (node.right, type_of(node.left)))
    match node.operator:
        case "==" | "!=":
            same = holds is (node.operator == "==")
            found = NONE
            for side, other in sides:
                if (other == NOTHING and not same) or (same and _certain(other)):
                    found |= _present(side)
            return found
        case "in" | "not in":
            inside = holds is (node.operator == "in")
            return _present(node.left) if inside and _certain_items(type_of(node.right)) else NONE
    return NONE


def _certain(type_: Type | None) -> bool:
    return type_ is not None and type_ != NOTHING and not isinstance(type_, Optional)


def _certain_items(type_: Type | None) -> bool:
    return type_ is not None and _certain(getattr(type_, "item", None))


def _present(node: n.Node) -> Keys:
    """Return the keys of an expression that is there, and of what it was read from."""
    found = set()
    while (key := key_of(node)) is not None:
        found.add(key)
        if not isinstance(node, n.Attribute | n.Index):
            break
        node = node.subject
    return frozenset(found)
