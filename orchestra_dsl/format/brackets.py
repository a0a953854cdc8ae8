"""Layouts of what stands in brackets: parameters, arguments, lists, objects, fields."""

from msgspec import Struct

from orchestra_dsl.format.doc import (
    SOFT,
    Blank,
    Doc,
    Fill,
    Flat,
    Hard,
    Line,
    Space,
    group,
    one_line,
    row,
)
from orchestra_dsl.format.layout import Page, lays_out, text_of
from orchestra_dsl.syntax.concrete import Part, Rule
from orchestra_dsl.syntax.token import Token

_SHORT = 60
"""Items of lists and objects that are no longer than this share lines."""


class Brackets(Struct, frozen=True):
    """A construct taken apart: what stands in front of the bracket, the items, and the comma behind each, if any."""

    head: tuple[Part, ...]
    opening: Token
    items: tuple[Part, ...]
    commas: tuple[Token | None, ...]
    closing: Token

    @classmethod
    def of(cls, rule: Rule) -> "Brackets":
        """Take a construct apart that ends with a closing bracket."""
        at = next(place for place, part in enumerate(rule.parts) if text_of(part) in ("(", "[", "{"))
        opening, *inside, closing = rule.parts[at:]
        items: list[Part] = []
        commas: list[Token | None] = []
        for part in inside:
            if isinstance(part, Token):
                commas[-1] = part
            else:
                items.append(part)
                commas.append(None)
        assert isinstance(opening, Token)  # noqa: S101 - a bracket was looked for
        assert isinstance(closing, Token)  # noqa: S101 - the grammar says so
        return cls(rule.parts[:at], opening, tuple(items), tuple(commas), closing)


@lays_out("parameters", "call", "step_call", "index")
def _call(page: Page, rule: Rule) -> Doc:
    brackets = Brackets.of(rule)
    items = _separated(page, brackets)
    if len(items) == 1 and _hugs(brackets.items[0]):
        inside = row(page.of(brackets.opening), items[0], page.of(brackets.closing))
    else:
        inside = page.enclosed(brackets.opening, group(_lines(items)) if items else None, brackets.closing, SOFT)
    return row(*([page.joined(rule.name, brackets.head)] if brackets.head else []), group(inside))


def _hugs(item: Part) -> bool:
    """Tell whether an argument brings brackets of its own that suffice."""
    inner = item
    while isinstance(inner, Rule) and len(inner.parts) == 1:
        inner = inner.parts[0]
    return isinstance(inner, Rule) and inner.name in ("list", "object")


@lays_out("list", "object")
def _collection(page: Page, rule: Rule) -> Doc:
    brackets = Brackets.of(rule)
    items = _separated(page, brackets)
    lines = [one_line(item) for item in items]
    short = all(line is not None and len(line) <= _SHORT for line in lines) and not _commented(page, brackets)
    pad = Line() if rule.name == "object" else SOFT
    inside = Fill(tuple(items)) if short else _lines(items)
    return group(page.enclosed(brackets.opening, inside if items else None, brackets.closing, pad))


def _separated(page: Page, brackets: Brackets) -> list[Doc]:
    """Lay out items with the commas between them; one behind the last stays only where a comment holds it."""
    last = len(brackets.items) - 1
    docs: list[Doc] = []
    for place, (item, comma) in enumerate(zip(brackets.items, brackets.commas, strict=True)):
        keeps = comma is not None and (place < last or _held(page, brackets, place))
        docs.append(row(page.of(item), *([page.of(comma)] if comma is not None and keeps else [])))
    return docs


def _lines(items: list[Doc]) -> Doc:
    docs: list[Doc] = []
    for item in items:
        docs += [Line(), item] if docs else [item]
    return row(*docs)


@lays_out("record", "event", "outputs", "object_type")
def _fields(page: Page, rule: Rule) -> Doc:
    """Lay out fields: a line each in a record and where several have labels, else on one line where they fit."""
    brackets = Brackets.of(rule)
    tall = rule.name == "record" or (len(brackets.items) > 1 and any(map(_labelled, brackets.items)))
    pad = Hard() if tall else Line()
    inside = row(*_field_docs(page, brackets, pad)) if brackets.items else None
    body = group(page.enclosed(brackets.opening, inside, brackets.closing, pad))
    return row(page.joined(rule.name, brackets.head), Space(), body) if brackets.head else body


def _field_docs(page: Page, brackets: Brackets, pad: Doc) -> list[Doc]:
    """Lay out the fields; commas stand between those on one line, and where a comment holds one of them."""
    held = any(_held(page, brackets, place) for place in range(len(brackets.items)))
    docs: list[Doc] = []
    for place, (item, comma) in enumerate(zip(brackets.items, brackets.commas, strict=True)):
        gap = page.gap(item)
        docs += [pad] if place else []
        docs += [Blank()] if gap.blank and not gap.remarks else []
        docs.append(page.of(item))
        if held and comma is not None:
            docs.append(page.of(comma))
        elif not held and place < len(brackets.items) - 1:
            docs.append(Flat(","))
    return docs


def _labelled(field: Part) -> bool:
    return isinstance(field, Rule) and isinstance(field.parts[-1], Rule) and field.parts[-1].name == "plain_text"


def _commented(page: Page, brackets: Brackets) -> bool:
    commas = [comma for comma in brackets.commas if comma is not None]
    return any(page.gap(part).remarks for part in (*brackets.items, *commas, brackets.closing))


def _held(page: Page, brackets: Brackets, place: int) -> bool:
    """Tell whether a comment stands beside a comma, so that the comma has to stay."""
    comma = brackets.commas[place]
    after = (*brackets.items[place + 1 : place + 2], brackets.closing)[0]
    return comma is not None and bool(page.gap(comma).remarks or page.gap(after).remarks)
