"""What conditions depend on: one subject for whatever is the same thing, under whichever names it is read."""

from collections.abc import Mapping
from typing import Any

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.analysis.flow.conditions import constants
from orchestra_dsl.analysis.flow.conditions.formulas import Every, Formula, Opposite, Some, Test
from orchestra_dsl.analysis.flow.conditions.subjects import Kind, Subject
from orchestra_dsl.analysis.flow.conditions.terms import NOTHING_BOUND, Term, Terms
from orchestra_dsl.analysis.meanings import FoldMeaning, LibraryMeaning, StepMeaning
from orchestra_dsl.graph import types as g
from orchestra_dsl.syntax import nodes as n

_BOUNDS: Mapping[str, tuple[int, int | None]] = {
    "count": (0, None),
    "length": (0, None),
    "abs": (0, None),
    "weekday": (1, 7),
    "month": (1, 12),
    "day": (1, 31),
}
"""The least and the greatest answer of functions of the library."""


class Dependencies:
    """The subjects of conditions that belong together, by the numbers of their terms."""

    def __init__(self, checked: Checked, terms: Terms) -> None:
        self._checked = checked
        self._terms = terms
        self._subjects: dict[int, Subject] = {}

    def type_of(self, term: Term) -> g.Type | None:
        """Return the type of a term, where it has one."""
        return self._checked.types.get(term[0])

    def subject(self, term: Term) -> Subject | None:
        """Return the subject that an expression is; None where its values cannot be told apart."""
        type_ = self.type_of(term)
        kind = None if type_ is None else constants.kind_of(g.required(type_))
        if type_ is None or kind is None:
            return None
        key = self._terms.number(term)
        found = self._subjects.get(key)
        optional = isinstance(type_, g.Optional) or (found is not None and found.optional)
        if found is None:
            low, high = self._bounds(term[0])
            text = self._terms.text(term)
            kind = Kind.NAMED if g.required(type_) == g.TEXT else kind  # until something asks for the order of texts
            found = Subject(kind=kind, type=g.required(type_), text=text, low=low, high=high)
            found.constants.update((value, _word(value)) for value in _all_values(found.type))
            self._subjects[key] = found
        # where a check before it has shown it to be there, it is not
        found.optional = optional and self._holder(term) is None
        return found

    def relation(self, one: Term, other: Term, kind: Kind) -> Subject:
        """Return how two terms stand to each other."""
        key = self._terms.numbered("relation", self._terms.number(one), self._terms.number(other))
        if key not in self._subjects:
            types = [type_ for each in (one, other) if (type_ := self.type_of(each)) is not None]
            optional = kind is Kind.RELATION and any(isinstance(each, g.Optional) for each in types)
            texts = self._terms.text(one), self._terms.text(other)
            self._subjects[key] = Subject(
                kind=kind, type=g.required(types[0]), text=texts[0], other=texts[1], optional=optional
            )
        return self._subjects[key]

    def test(self, term: Term, test: Test) -> Formula:
        """Make a test of what a term reads; where it reads `x?.f`, it is missing where x is."""
        if self._holder(term) is None:
            return test
        missing = self.missing(term)
        if test.constants == (None,):
            there = test.operator in ("!=", "not in")
            return Opposite(missing) if there else missing
        return Some((missing, test)) if test.holds_of_missing else Every((Opposite(missing), test))

    def missing(self, term: Term) -> Formula:
        """Say that a term is missing: the same for all that is missing together."""
        holder = self._holder(term)
        if holder is not None:
            return self.missing(holder)
        key = self._terms.numbered("missing", self._terms.number(term))
        return Test(self.truth(key, self._terms.text(term), "missing", "there"), "==", (True,))

    def _holder(self, term: Term) -> Term | None:
        """The x of `x?.f`, if that is missing only where x is: f itself is required."""
        node, bound = term
        if not isinstance(node, n.Attribute) or not isinstance(self.type_of(term), g.Optional):
            return None
        holder = self._terms.resolved((node.subject, bound))
        type_ = self.type_of(holder)
        if not isinstance(type_, g.Optional):
            return None
        fields: tuple[g.Field, ...] = ()
        if isinstance(type_.item, g.ObjectOf):
            fields = type_.item.fields
        elif isinstance(type_.item, g.RecordOf):
            fields = self._checked.declarations.records[type_.item.name].fields
        declared = next((each.type for each in fields if each.name == node.name.text), None)
        is_id = isinstance(type_.item, g.RecordOf) and node.name.text == "id"
        return holder if is_id or not (declared is None or isinstance(declared, g.Optional)) else None

    def _bounds(self, node: n.Node) -> tuple[Any, Any]:
        called = self._checked.calls.get(node)
        if called is not None and isinstance(called.meaning, LibraryMeaning | FoldMeaning):
            low, high = _BOUNDS.get(called.meaning.name, (None, None))
            return low, self._most_items(called.arguments[0]) if called.meaning.name == "count" else high
        type_ = self._checked.types.get(node)
        return ("", None) if type_ is not None and g.required(type_) == g.TEXT else (None, None)

    def _most_items(self, counted: n.Node) -> int | None:
        """The most items of a list that is written out, and of the results for the items of one."""
        if isinstance(counted, n.ListLiteral):
            return len(counted.items)
        meaning = self._checked.meanings.get(counted)
        if not isinstance(meaning, StepMeaning) or not isinstance(
            meaning.step.node, n.BackgroundStep | n.InteractiveStep
        ):
            return None
        clauses = meaning.step.node.clauses
        loop = next((each for each in clauses if isinstance(each, n.ForEach)), None)
        if loop is None or any(isinstance(each, n.MayAdd) for each in clauses):
            return None
        return self._most_items(self._terms.resolved((loop.items, NOTHING_BOUND))[0])

    def truth(self, key: int, text: str | None, true: str = "true", false: str = "false") -> Subject:
        """Return a subject that is true or false: something that cannot be taken apart."""
        if key not in self._subjects:
            self._subjects[key] = Subject(kind=Kind.CLOSED, type=g.BOOLEAN, text=text)
            self._subjects[key].constants.update({True: true, False: false})
        return self._subjects[key]


def _all_values(type_: g.Type) -> tuple[Any, ...]:
    if isinstance(type_, g.Choice):
        return type_.values
    return (True, False) if type_ == g.BOOLEAN else ()


def _word(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower()
