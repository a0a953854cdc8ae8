"""Calls in expressions: of the fixed library, of predicates, and of the forms that look like calls."""

from collections.abc import Callable
from typing import TypeAlias

from orchestra_dsl.analysis.declare.names import BUILT_IN, WORDS
from orchestra_dsl.analysis.declare.types import UNKNOWN
from orchestra_dsl.analysis.meanings import MatchedCall, PredicateMeaning
from orchestra_dsl.analysis.misspelt import misspelt
from orchestra_dsl.analysis.types.arguments import match_arguments
from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.analysis.types.place import Place
from orchestra_dsl.analysis.types.rules import asking, folds, library, writing
from orchestra_dsl.analysis.types.traits import Traits
from orchestra_dsl.analysis.types.uses import check_traits
from orchestra_dsl.graph import types as g
from orchestra_dsl.graph.library import FOLDS, FUNCTIONS
from orchestra_dsl.syntax import nodes as n

CallRule: TypeAlias = Callable[[Inference, n.Call, Place], g.Type]

SPECIAL: dict[str, CallRule] = {
    **dict.fromkeys(FOLDS, folds.fold),
    **dict.fromkeys(FUNCTIONS, library.function),
    "find": library.find,
    "state": asking.state,
    "visited": asking.visited,
    "original": asking.original,
    "changed": writing.changed,
    "before": writing.before,
}
"""Everything that is called without a declaration."""

_LENGTH = ("len", "size")
"""What the number of items is called in other languages."""


def call(t: Inference, node: n.Call, place: Place) -> g.Type:
    """A call, by the name of what is called."""
    name = node.function.text
    if name in SPECIAL:
        return SPECIAL[name](t, node, place)
    found = t.names.find("callable", name, t.file)
    if isinstance(found, n.Predicate):
        return _predicate(t, node, found, place)
    for argument in node.arguments:
        if not _needs_function(t, argument.value):
            t.infer(argument.value, place)
    if found is not None:
        message = f"`{name}` is {'an' if isinstance(found, n.Orchestration) else 'a'} {WORDS[type(found)]}, which an "
        message += "expression cannot call."
        t.report("O308", message, node.function.span, "A step calls it; its outputs can be read afterwards.")
    else:
        known = [*BUILT_IN, *t.names.visible(n.Predicate, t.file)]
        message = f"There is no function or predicate `{name}`."
        hint = "`count(…)` says how many items a list has." if name in _LENGTH else None
        t.findings.append(misspelt("O201", message, node.function.span, name, known, hint))
    return UNKNOWN


def _needs_function(t: Inference, value: n.Expression | n.Lambda) -> bool:
    """Whether an argument means something only to a function of the library: `x => …`, or the name of a record."""
    is_record = isinstance(value, n.Reference) and t.names.find("record", value.name, t.file) is not None
    return is_record or isinstance(value, n.Lambda)


def _predicate(t: Inference, node: n.Call, predicate: n.Predicate, place: Place) -> g.Type:
    name = node.function.text
    arguments = match_arguments(t, node, t.declarations.predicates[name], place)
    t.tables.calls[node] = MatchedCall(PredicateMeaning(predicate), arguments)
    check_traits(t, node, t.predicates.get(name, Traits()), place, f"The predicate `{name}`")
    return g.BOOLEAN


def lambda_(t: Inference, node: n.Lambda, place: Place) -> g.Type:
    """A lambda anywhere but as the argument of a list function; folds.py takes those before they come here."""
    del place
    hint = "It is an argument of `any`, `all`, `count`, `sum`, `min`, `max`, `filter` or `map`."
    t.report("O308", f"`{node.parameter.text} => …` may not stand here.", node.span, hint)
    return UNKNOWN
