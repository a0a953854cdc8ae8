"""What a `let` or a predicate does that not every place allows: asking a plugin, reading `now` freely."""

import attrs

from orchestra_dsl.analysis.meanings import LetMeaning, NowMeaning, PredicateMeaning
from orchestra_dsl.analysis.types.place import MEMBERSHIP
from orchestra_dsl.analysis.types.tables import Tables
from orchestra_dsl.syntax import nodes as n


@attrs.frozen
class Traits:
    """`asks`: a plugin's predicate is asked on the way. `free_now`: `now` is read other than to compare it."""

    asks: bool = False
    free_now: bool = False

    def __or__(self, other: "Traits") -> "Traits":
        return Traits(self.asks or other.asks, self.free_now or other.free_now)


def traits_of(body: n.Expression, tables: Tables, formulas: dict[int, Traits], predicates: dict[str, Traits]) -> Traits:
    """Return the traits of an expression from what its names mean; `formulas` and `predicates` are those of others."""
    found = Traits()
    compared: set[int] = set()
    for node in n.walk(body):
        if isinstance(node, n.Comparison) and node.operator not in MEMBERSHIP:
            compared.update((id(node.left), id(node.right)))
        elif isinstance(node, n.Call):
            call = tables.calls.get(node)
            if call is not None and isinstance(call.meaning, PredicateMeaning):
                found |= predicates.get(call.meaning.predicate.name.text, Traits())
        elif isinstance(node, n.Reference):
            meaning = tables.meanings.get(node)
            if isinstance(meaning, LetMeaning):
                found |= formulas.get(meaning.index, Traits())
            elif isinstance(meaning, NowMeaning) and id(node) not in compared:
                found |= Traits(free_now=True)
    return found
