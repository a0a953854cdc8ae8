"""Layouts of what has a block: declarations, elements, steps, and a whole file."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from orchestra_dsl.format.doc import EASY, WIDTH, Blank, Doc, Hard, Indent, Line, Space, group, one_line, row
from orchestra_dsl.format.layout import Page, clause, lays_out, text_of
from orchestra_dsl.format.order import arranged, is_clause
from orchestra_dsl.syntax.concrete import Part, Rule
from orchestra_dsl.syntax.token import Token

_TALL = ("orchestration", "stage", "parallel", "decide", "await", "calendar", "scenario")
_SINGLE = ("background", "interactive", "block", "on_cancel", "migrate", "due_in", "due_at")


@lays_out(*_TALL, *_SINGLE)
def _braced(page: Page, rule: Rule) -> Doc:
    """Lay out a construct that ends with a block; steps need none."""
    if text_of(rule.parts[-1]) != "}":
        return clause(page, rule)
    at = next(place for place, part in enumerate(rule.parts) if text_of(part) == "{")
    body = braces(page, rule, at, tall=rule.name in _TALL)
    return row(group(page.joined(rule.name, rule.parts[:at])), Space(), body) if at else body


def braces(page: Page, rule: Rule, at: int, *, tall: bool) -> Doc:
    """Lay out the block that begins with the brace at place `at`; a single item may share the line with the braces."""
    opening, *items, closing = rule.parts[at:]
    assert isinstance(opening, Token)  # noqa: S101 - it is the brace
    assert isinstance(closing, Token)  # noqa: S101 - it is the brace
    pad = Hard() if tall or len(items) > 1 else Line()
    order = arranged(rule.name, items, closing.start, page.gaps)
    inside = row(*_items(page, rule.name, items, order)) if items else None
    return group(page.enclosed(opening, inside, closing, pad), EASY)


def _items(page: Page, block: str, items: Sequence[Part], order: Sequence[int]) -> Iterator[Doc]:
    yield page.of(items[order[0]])
    for before, place in pairwise(order):
        yield Hard()
        if not page.gap(items[place]).remarks and _apart(page, block, items, before, place):
            yield Blank()
        yield page.of(items[place])


def _apart(page: Page, block: str, items: Sequence[Part], before: int, place: int) -> bool:
    """Tell whether an empty line stands between two items.

    Where one of them has been moved, clauses are set apart from elements if the block has empty lines at all.
    """
    if place == before + 1:
        return page.gap(items[place]).blank
    if is_clause(block, items[before]) == is_clause(block, items[place]):
        return False
    return any(page.gap(item).blank for item in items)


@lays_out("branch")
def _branch(page: Page, rule: Rule) -> Doc:
    *head, block = rule.parts
    assert isinstance(block, Rule)  # noqa: S101 - the grammar says so
    return row(group(page.joined(rule.name, head)), Space(), braces(page, block, 0, tall=True))


@lays_out("outcome", "otherwise", "repeat", "event_arm", "timer_arm", "condition_arm", "on_error")
def _continued(page: Page, rule: Rule) -> Doc:
    """Lay out what leads to a target or a block. Further lines of its head stand out from those of the block."""
    *head, last = rule.parts
    if not isinstance(last, Rule) or last.name != "block":
        return clause(page, rule)
    return row(Indent(group(page.joined(rule.name, head))), Space(), page.of(last))


@lays_out("module")
def _module(page: Page, rule: Rule) -> Doc:
    """Lay out declarations with an empty line between them; short ones of one kind may stand close together."""
    docs: list[Doc] = []
    before: Rule | None = None
    for part in rule.parts:
        doc, gap = page.of(part), page.gap(part)
        if before is not None:
            docs.append(Hard())
            close = isinstance(part, Rule) and part.name == before.name and _short(doc) and _short(page.of(before))
            docs += [Blank()] if not close or (gap.blank and not gap.remarks) else []
        docs.append(doc)
        before = part if isinstance(part, Rule) else None
    return row(*docs)


def _short(doc: Doc) -> bool:
    line = one_line(doc)
    return line is not None and len(line) <= WIDTH
