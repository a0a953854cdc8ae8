"""Layouts of expressions and types that have operators."""

from orchestra_dsl.format.doc import SOFT, Doc, Indent, Line, Space, group, row
from orchestra_dsl.format.layout import Page, clause, lays_out, text_of
from orchestra_dsl.syntax.concrete import Part, Rule

CHAINS = ("or", "and", "coalesce", "sum", "product", "comparison", "union_type")


@lays_out(*CHAINS)
def chain(page: Page, rule: Rule) -> Doc:
    """Lay out operands; where they are too long for a line, each further one begins a line with its operator."""
    first, further = _operands(page, rule)
    return group(row(first, Indent(row(*further))))


def _unindented(page: Page, part: Part) -> Doc:
    """Lay out an expression whose lines are indented already."""
    if not isinstance(part, Rule) or part.name not in CHAINS:
        return page.of(part)
    first, further = _operands(page, part)
    return group(row(first, *further))


def _operands(page: Page, rule: Rule) -> tuple[Doc, list[Doc]]:
    first, *others = rule.parts
    further: list[Doc] = []
    begins = True
    for part in others:
        hugs = rule.name == "comparison" and isinstance(rule.parts[-1], Rule) and rule.parts[-1].name in _HUGGED
        further += [Line() if begins and not hugs else Space(), page.of(part)]
        begins = isinstance(part, Rule)
    return page.of(first), further


_HUGGED = ("list", "object")


@lays_out("grouped", "grouped_type")
def _grouped(page: Page, rule: Rule) -> Doc:
    opening, inner, closing = rule.parts
    return group(row(page.of(opening), Indent(row(SOFT, _unindented(page, inner))), SOFT, page.of(closing)))


@lays_out("predicate", "let", "var", "set", "given_value", "parameter")
def _assignment(page: Page, rule: Rule) -> Doc:
    """Lay out what has a value; one with operators begins a line of its own where it is too long."""
    *head, last = rule.parts
    if not (head and text_of(head[-1]) == "=" and isinstance(last, Rule) and last.name in (*CHAINS, "conditional")):
        return clause(page, rule)
    return group(row(page.joined(rule.name, head), Indent(row(Line(), _unindented(page, last)))))
