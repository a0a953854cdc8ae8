"""Which expressions say the same: formulas and the parameters of predicates in place stand for what they mean."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any, TypeAlias

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.analysis.constants import is_constant
from orchestra_dsl.analysis.meanings import LetMeaning, LocalMeaning, OutputMeaning, VariableMeaning
from orchestra_dsl.syntax import nodes as n

Bound: TypeAlias = Mapping[int, "Term"]
"""What the parameters of a predicate, by their identity, stand for."""
Term: TypeAlias = tuple[n.Node, Bound]
"""An expression, and what the parameters in it stand for."""

NOTHING_BOUND: Bound = {}
MOST_BODIES = 100
"""How many formulas, and calls of predicates in place, are followed to what they say, in conditions read together."""
MOST_COPIED = 1_000
"""How many comparisons of formulas that are read already are taken over again where such a formula is named again."""
MOST_DEPTH = 40
"""How deep in a condition names are still followed."""


class Terms:
    """Numbers terms, so that those which read the same value have the same number.

    `fixed` are the variables, by identity, that keep the value of their `var`; `absent` the steps whose outputs are
    taken for missing. Without `switches` a `let` that is a plain truth is no more than its value. `gave_up` tells
    whether a name was not followed that could have been: two terms may then have two numbers though they read the same
    value.
    """

    def __init__(
        self, checked: Checked, fixed: AbstractSet[int], absent: AbstractSet[int], *, switches: bool = True
    ) -> None:
        self._checked = checked
        self._fixed = fixed
        self._absent = absent
        self._switches = switches
        self._numbers: dict[tuple[Any, ...], int] = {}
        self._formulas: dict[int, int] = {}
        self._followed: set[int] = set()
        self._bodies = MOST_BODIES
        self._copied = MOST_COPIED
        self.gave_up = False

    def may_follow(self, depth: int) -> bool:
        """Tell whether one more body may be read, and count it."""
        self._bodies -= 1
        return self._allowed(self._bodies >= 0 and depth < MOST_DEPTH)

    def may_copy(self, comparisons: int) -> bool:
        """Tell whether so many comparisons may be taken over once more, and count them. A single one always may."""
        self._copied -= comparisons if comparisons > 1 else 0
        return self._allowed(self._copied >= 0)

    def _may_follow_let(self, formula: n.Let, depth: int) -> bool:
        """The same for a `let`; only its first use costs."""
        known = id(formula) in self._followed
        self._followed.add(id(formula))
        return self._allowed(depth < MOST_DEPTH) if known else self.may_follow(depth)

    def _allowed(self, answer: bool) -> bool:  # noqa: FBT001 - it is the answer that is handed on
        self.gave_up = self.gave_up or not answer
        return answer

    def resolved(self, term: Term, depth: int = 0, *, settings: bool = False) -> Term:
        """Follow a name to the expression that it stands for. A `let` that is a plain truth is a switch, which stays.

        With `settings` a `let` that is another constant stays as well.
        """
        node, bound = term
        if self._absent:
            node = self._there(node)
        while isinstance(node, n.Reference):
            meaning = self._checked.meanings.get(node)
            if isinstance(meaning, LetMeaning):
                formula = meaning.formula.value
                switch = self._switches and isinstance(formula, n.BooleanLiteral)
                stays = switch or (settings and _is_setting(meaning.formula))
                if stays or not self._may_follow_let(meaning.formula, depth):
                    break
                node, bound = formula, NOTHING_BOUND
            elif isinstance(meaning, LocalMeaning) and id(meaning.declaration) in bound:
                node, bound = bound[id(meaning.declaration)]
            elif isinstance(meaning, VariableMeaning) and id(meaning.variable) in self._fixed:
                node, bound = meaning.variable.value, NOTHING_BOUND
            else:
                break
        return node, bound

    def _there(self, node: n.Node) -> n.Node:
        """What is left of an expression where outputs are missing."""
        if isinstance(node, n.Coalesce):
            return next((each for each in node.operands if not self._is_absent(each)), node.operands[-1])
        return n.NullLiteral(span=node.span) if self._is_absent(node) else node

    def _is_absent(self, node: n.Node) -> bool:
        meaning = self._checked.meanings.get(node)
        if not isinstance(meaning, OutputMeaning) or id(meaning.step.node) not in self._absent:
            return False
        clauses = (
            meaning.step.node.clauses if isinstance(meaning.step.node, n.BackgroundStep | n.InteractiveStep) else ()
        )
        return not any(isinstance(each, n.ForEach) for each in clauses)

    def number(self, term: Term, depth: int = 0) -> int:
        """Return the number of a term."""
        meaning = self._checked.meanings.get(term[0])
        formula = id(meaning.formula) if isinstance(meaning, LetMeaning) else None
        if formula is not None and formula in self._formulas:
            return self._formulas[formula]
        node, bound = self.resolved(term, depth, settings=True)
        meaning = self._checked.meanings.get(node)
        if isinstance(meaning, LetMeaning) and _is_setting(meaning.formula):
            number = self._numbered(("setting", id(meaning.formula)))
        else:
            key = (type(node).__name__, *[self._part(each, bound, depth + 1) for each in _parts(node)])
            number = self._numbered(key)
        if formula is not None:
            self._formulas[formula] = number
        return number

    def numbered(self, *key: Any) -> int:
        """Return the number of what is made of other terms, such as a comparison."""
        return self._numbered(key)

    def _numbered(self, key: tuple[Any, ...]) -> int:
        return self._numbers.setdefault(key, len(self._numbers))

    def _part(self, part: Any, bound: Bound, depth: int) -> Any:
        if isinstance(part, n.Name | n.Path):
            return part.text
        if isinstance(part, n.Node):
            return self.number((part, bound), depth)
        if isinstance(part, tuple):
            return tuple([self._part(each, bound, depth) for each in part])
        return part

    def text(self, term: Term, depth: int = 0) -> str | None:
        """Return a short expression as a message shows it, the parameters of predicates replaced; else None."""
        node, bound = term
        if depth > MOST_DEPTH:
            return None
        match node:
            case n.Reference(name=name):
                meaning = self._checked.meanings.get(node)
                given = bound.get(id(meaning.declaration)) if isinstance(meaning, LocalMeaning) else None
                return name if given is None else self.text(given, depth + 1)
            case n.Attribute(subject=subject, name=name, optional=optional):
                inner = self.text((subject, bound), depth + 1)
                return None if inner is None else f"{inner}{'?.' if optional else '.'}{name.text}"
            case n.Index(subject=subject, index=index):
                texts = [self.text((each, bound), depth + 1) for each in (subject, index)]
                return None if None in texts else f"{texts[0]}[{texts[1]}]"
            case n.Call(function=function, arguments=arguments):
                inside = [self.text((each.value, bound), depth + 1) or "…" for each in arguments]
                return f"{function.text}({', '.join(inside)})"
        return _literal(node)


def _is_setting(formula: n.Let) -> bool:
    """Whether a `let` is a constant that somebody may change in the source: nobody need leave out what asks for it."""
    return not isinstance(formula.value, n.NullLiteral) and is_constant(formula.value)


def _literal(node: n.Node) -> str | None:
    match node:
        case n.TextLiteral(value=text):
            return f'"{text}"'
        case n.IntegerLiteral(value=number):
            return str(number)
        case n.DecimalLiteral(value=number):
            return format(number, "f")
        case n.NullLiteral():
            return "null"
        case n.BooleanLiteral(value=truth):
            return str(truth).lower()
    return None


def _parts(node: n.Node) -> tuple[Any, ...]:
    """What tells a node from others of its class. `?.` reads what `.` reads."""
    if isinstance(node, n.Attribute):
        return (node.subject, node.name)
    return tuple(getattr(node, name) for name in type(node).__struct_fields__ if name != "span")
