"""How constructs are laid out: the register of layouts by rule, and the layout of a clause."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeAlias

from orchestra_dsl.format.doc import (
    EASY,
    Blank,
    Doc,
    Hard,
    Indent,
    Line,
    Space,
    Text,
    group,
    row,
)
from orchestra_dsl.format.gaps import Gap, Gaps
from orchestra_dsl.syntax.concrete import Part, Rule, first_token
from orchestra_dsl.syntax.token import Token

Layout: TypeAlias = Callable[["Page", Rule], Doc]

LAYOUTS: dict[str, Layout] = {}


def lays_out(*rules: str) -> Callable[[Layout], Layout]:
    """Register a function as the layout of the rules of these names. All others are laid out as clauses."""

    def register(layout: Layout) -> Layout:
        for rule in rules:
            LAYOUTS[rule] = layout
        return layout

    return register


class Page:
    """What is laid out: knows what stands between the tokens."""

    def __init__(self, gaps: Gaps) -> None:
        self.gaps = gaps

    def of(self, part: Part) -> Doc:
        """Lay out a construct or a token, with the comments in front of it."""
        if isinstance(part, Token):
            return row(*self.before(part), Text(part.text))
        return LAYOUTS.get(part.name, clause)(self, part)

    def before(self, token: Token) -> list[Doc]:
        """Return the comments in front of a token."""
        gap = self.gaps[token.start]
        return [*gap.remarks, *([Blank()] if gap.remarks and gap.blank else [])]

    def enclosed(self, opening: Token, inside: Doc | None, closing: Token, pad: Doc) -> Doc:
        """Put what is inside between its brackets. Comments before the closing one are indented as what is inside."""
        remarks = self.before(closing)
        further = [pad, *([inside] if inside else []), *([Hard()] if inside and remarks else []), *remarks]
        body = [Indent(row(*further)), pad] if inside or remarks else []
        return row(self.of(opening), *body, Text(closing.text))

    def gap(self, part: Part) -> Gap:
        """Return what stands in front of a construct."""
        return self.gaps[first_token(part).start]

    def joined(self, rule: str, parts: Sequence[Part]) -> Doc:
        """Lay out parts of a rule one after the other, with the blanks and the line ends that go between them."""
        docs = [self.of(part) for part in parts[:1]]
        for left, right in pairwise(parts):
            doc = self.of(right)
            if text_of(left) == ",":  # as many on a line as fit
                docs.append(Indent(group(row(Line(), doc))))
            elif _may_end_line(rule, right):
                docs.append(Indent(row(Line(), doc)))
            else:
                docs += [doc] if _is_tight(rule, left, right) else [Space(), doc]
        return row(*docs)


def clause(page: Page, rule: Rule) -> Doc:
    """Lay out a construct on one line, or with its further parts on lines of their own."""
    doc = page.joined(rule.name, rule.parts)
    return doc if len(rule.parts) == 1 else group(doc)


@lays_out("start_on_record")
def _start_on_record(page: Page, rule: Rule) -> Doc:
    """Lay out a trigger. When it is asked and how often it starts are easier to find on lines of their own."""
    return group(page.joined(rule.name, rule.parts), EASY)


def text_of(part: Part) -> str:
    """Return the text of a token; a construct has none."""
    return part.text if isinstance(part, Token) else ""


_TIGHT_BEFORE = frozenset((",", ":", ")", "]", "?", "%", ".", "?."))
_TIGHT_AFTER = frozenset((".", "?.", "(", "["))
_TIGHT = frozenset(("negate", "list_type"))
_CALLS = {"call": "(", "step_call": "(", "index": "["}


def _is_tight(rule: str, left: Part, right: Part) -> bool:
    """Tell whether no blank stands between two parts of a rule."""
    if rule in _TIGHT or text_of(right) in _TIGHT_BEFORE or text_of(left) in _TIGHT_AFTER:
        return True
    return (isinstance(right, Rule) and right.name == "parameters") or text_of(right) == _CALLS.get(rule, "no mark")


_ON_NEW_LINE = frozenset(("when", "repetition", "where", "keep", "limit", "then_returns", "writes"))
_WORDS_ON_NEW_LINE = {"conditional": ("then", "else"), "assign_to": ("otherwise",)}
_TRIGGERS = ("start_on_event", "start_every")


def _may_end_line(rule: str, part: Part) -> bool:
    """Tell whether a part of a rule that is too long for one line begins a line of its own."""
    if isinstance(part, Rule):
        return part.name in _ON_NEW_LINE or (part.name == "with_object" and rule in _TRIGGERS)
    return part.text in _WORDS_ON_NEW_LINE.get(rule, ())
