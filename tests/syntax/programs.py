"""Programs made from the grammar itself: any that it derives, of a bounded size, as the words in their order.

The productions are those of the parse table. Two things a grammar of words cannot say are added: only what has a name
is called, and a word that a place takes as a keyword is no name there.
"""

from collections import deque
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeAlias

from hypothesis import strategies as st

from orchestra_dsl.syntax.build import Completion, Context, completion
from orchestra_dsl.syntax.table import load
from orchestra_dsl.syntax.track import Track

Rules: TypeAlias = dict[str, list[tuple[str, ...]]]
Choose: TypeAlias = Callable[[Sequence[Any]], Any]
"""Draws one of several things."""

WORDS = {
    "NAME": [
        "x",
        "case",
        "order_id",
        "start",
        "end",
        "status",
        "all",
        "any",
        "due",
        "first",
        "given",
        "if",
        "of",
        "step",
    ],
    "INTEGER": ["0", "3", "42", "10_000"],
    "DECIMAL": ["0.5", "1_000.25"],
    "DURATION": ["90s", "4h", "3d", "1h30m", "250ms"],
    "TIME": ["09:00", "24:00"],
    "TEXT": ['""', '"New"', '"a # b"', '"{{x}} \\"y\\"\\n"', f'"{"long " * 20}"'],
}
VALUES = [*WORDS["TEXT"], '"Case {case.id}"', '"{x ?? 0} {f(a, b: [1])}"']
"""Texts where values in braces may stand."""

_CHAIN = {"_expr", "_or", "_and", "_not", "_comparison", "_coalesce", "_sum", "_product", "_unary", "_postfix"}


@cache
def rules() -> Rules:
    """The expansions of each rule."""
    table = load()
    found: Rules = {"_callable": [("reference",), ("_callable", table.marks["."], "name")]}
    for made in table.productions:
        expansion = ("_callable", *made.expansion[1:]) if made.rule == "call" else made.expansion
        found.setdefault(made.rule, []).append(expansion)
    return found


@cache
def heights() -> dict[str, int]:
    """How many rules lie above each other at least, below each symbol."""
    found: dict[str, int] = {}
    before = -1
    while len(found) != before:
        before = len(found)
        for rule, expansions in rules().items():
            known = [_height(each, found) for each in expansions if all(_known(symbol, found) for symbol in each)]
            if known:
                found[rule] = min(known) + 1
    return found


def _known(symbol: str, found: dict[str, int]) -> bool:
    return symbol not in rules() or symbol in found


def _height(expansion: tuple[str, ...], found: dict[str, int]) -> int:
    return max((found.get(symbol, 0) for symbol in expansion), default=0)


def _least(rule: str) -> tuple[str, ...]:
    return min(rules()[rule], key=lambda expansion: (_height(expansion, heights()), len(expansion)))


class _Deriving:
    """One derivation: the words so far, and how many choices are left before it ends as soon as it can."""

    def __init__(self, choose: Choose) -> None:
        self._choose = choose
        self.fuel = 0
        self._track = Track(load(), "module", Context("", "", {}, [], lambda *_: None), _nothing_built())
        self.words: list[str] = []

    def expand(self, symbol: str, parent: str = "") -> None:
        """Derive words of a symbol of the grammar."""
        if symbol not in rules():
            self._word(symbol, parent)
            return
        for part in self._expansion(symbol):
            self.expand(part, symbol)

    def follow(self, way: list[tuple[str, tuple[str, ...], int]], last: tuple[str, ...], rule: str) -> None:
        """Derive as few words as there can be, but go the way to one expansion of a rule."""
        if not way:
            for part in last:
                self.expand(part, rule)
            return
        symbol, expansion, place = way[0]
        for at, part in enumerate(expansion):
            if at == place:
                self.follow(way[1:], last, rule)
            else:
                self.expand(part, symbol)

    def _expansion(self, rule: str) -> tuple[str, ...]:
        if self.fuel <= 0:
            return _least(rule)
        options = rules()[rule]
        if len(options) > 1:
            self.fuel -= 1
        if rule in _CHAIN:  # most values are simple; otherwise operators would be nearly all that there is
            weighted = [*options, *[_least(rule)] * 3 * len(options)]
        else:  # what there may be mostly is there
            weighted = [option for option in options for _ in range(1 + len(option))]
        chosen: tuple[str, ...] = self._choose(weighted)
        return chosen

    def _word(self, terminal: str, parent: str) -> None:
        table = load()
        if terminal in table.texts:
            text = table.texts[terminal]
        else:
            text = self._choose(VALUES if parent == "text" else WORDS[terminal])
            if text in table.keywords and self._track.takes(table.keywords[text]):
                text = "x"
        self._track.feed(terminal, text)
        self.words.append(text)


@cache
def _nothing_built() -> list[Completion]:
    return [completion(made, lambda *_: None) for made in reversed(load().productions)]


@st.composite
def programs(draw: st.DrawFn, most: int = 40) -> list[str]:
    """Draw the words of a program."""
    deriving = _Deriving(lambda options: draw(st.sampled_from(options)))
    for _ in range(draw(st.integers(0, 3))):
        deriving.fuel = draw(st.integers(1, most))
        deriving.expand("_declaration")
    return deriving.words


def shortest(rule: str, expansion: tuple[str, ...]) -> list[str]:
    """Return the words of a short program that needs one expansion of a rule."""
    deriving = _Deriving(lambda options: options[0])
    deriving.follow(_ways()[rule], expansion, rule)
    return deriving.words


@cache
def _ways() -> dict[str, list[tuple[str, tuple[str, ...], int]]]:
    """How to get from the whole program to each rule: expansions, and the place in each at which one goes on."""
    found: dict[str, list[tuple[str, tuple[str, ...], int]]] = {"module": []}
    waiting = deque(["module"])
    while waiting:
        rule = waiting.popleft()
        for expansion in rules()[rule]:
            for place, symbol in enumerate(expansion):
                if symbol in rules() and symbol not in found:
                    found[symbol] = [*found[rule], (rule, expansion, place)]
                    waiting.append(symbol)
    return found


def reachable() -> list[tuple[str, tuple[str, ...]]]:
    """Every expansion that a program can need."""
    return [(rule, expansion) for rule in _ways() for expansion in rules()[rule]]
