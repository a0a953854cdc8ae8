"""What a record source answers, and how that is taken apart: a page of changes, bit by bit.

Nothing here knows how records are declared: whether a record fits is found where it is written.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import chain, islice
from typing import Any

import attrs

from orchestra_dsl.graph.accept import BadValue
from orchestra_dsl.graph.outside import OutsideChange
from orchestra_dsl.plugin.convert import plain
from orchestra_dsl.plugin.records import Record

LARGEST_PAGE = 100_000
"""The most records of a page, which is in memory as a whole."""
LONGEST_CURSOR = 64 * 1024
"""The most characters of a cursor, which is stored with every page."""


@attrs.frozen(kw_only=True)
class Changes:
    """A page of what has changed in a system outside, and the cursor from which to go on after it.

    `records` are records as they are now: instances of their classes, or `("Case", {"id": "5001", …})`. Fields that
    are not named stay as they are. `deleted` are those that are there no more, as instances or `("Case", "5001")`;
    they go last. Both may be generators. Of a record that stands there twice the last counts. `cursor` is any text;
    None leaves it where it is. With `more` the source is asked again at once.
    """

    records: Iterable[Record | tuple[str, Mapping[str, Any]]] = ()
    deleted: Iterable[Record | tuple[str, str]] = ()
    cursor: str | None = None
    more: bool = False


@attrs.frozen
class PageEnd:
    """The end of a page: the cursor from which to go on, if it is another, and whether there is more at once."""

    cursor: str | None
    more: bool


@attrs.frozen
class Part:
    """Some changes of a page, in order; the last part of each has its `end`."""

    changes: tuple[OutsideChange, ...]
    end: PageEnd | None = None


def parts_of(answer: object, size: int) -> Iterator[Part]:
    """A page in parts of this size. Raises BadValue for what is no page, and what the author's iterables raise."""
    if not isinstance(answer, Changes):
        raise BadValue("", f"it answered {type(answer).__name__}, where Changes are expected")
    end = PageEnd(check_cursor(answer.cursor), bool(answer.more))
    rest = iter(_newest(chain(map(_written, answer.records), map(_deleted, answer.deleted))))
    part = tuple(islice(rest, size))
    while following := tuple(islice(rest, size)):
        yield Part(part)
        part = following
    yield Part(part, end)


def _newest(changes: Iterable[OutsideChange]) -> list[OutsideChange]:
    """Each record once, as the page has it in the end.

    A large page may be written again after a crash: then no record may go back to what it was before in the same page.
    """
    found: dict[object, OutsideChange] = {}
    for number, change in enumerate(changes):
        if number == LARGEST_PAGE:
            raise BadValue(
                "", f"it answered more than {LARGEST_PAGE:,} records in one page: answer some, with more=True"
            )
        key = (change.type, change.id) if change.id else number
        found[key] = _after(found.pop(key, None), change)
    return list(found.values())


def _after(before: OutsideChange | None, change: OutsideChange) -> OutsideChange:
    """A change after one of the same record."""
    if before is None or before.fields is None or change.fields is None:
        return change
    return attrs.evolve(change, fields={**before.fields, **change.fields})


def check_cursor(cursor: object) -> str | None:
    """A cursor that can be stored. Raises BadValue for any other."""
    if cursor is None:
        return None
    if not isinstance(cursor, str):
        raise BadValue("cursor", f"text is expected, not {type(cursor).__name__}; str(…) makes one of it")
    if len(cursor) > LONGEST_CURSOR:
        raise BadValue("cursor", f"it is too long: {len(cursor):,} characters, where {LONGEST_CURSOR:,} are allowed")
    try:
        cursor.encode()
    except UnicodeEncodeError as error:
        raise BadValue("cursor", "it has half a character, which no text in UTF-8 can hold") from error
    return cursor


def _written(item: object) -> OutsideChange:
    match item:
        case Record():
            return _of_fields(item.record_name, {name: item[name] for name in item})
        case (str(type_), Mapping() as fields):
            return _of_fields(type_, fields)
    raise BadValue("records", f'a Record or ("Case", {{…}}) is expected, not {_shown(item)}')


def _of_fields(type_: str, fields: Mapping[str, Any]) -> OutsideChange:
    id_ = fields.get("id")
    with suppress(RecursionError):  # what is nested too deeply is refused where it is stored, by its name
        fields = {name: plain(value) for name, value in fields.items()}
    return OutsideChange(type_, id_ if isinstance(id_, str) else "", fields)


def _deleted(item: object) -> OutsideChange:
    match item:
        case Record():
            return OutsideChange(item.record_name, str(item["id"]), None)
        case (str(type_), str(id_)):
            return OutsideChange(type_, id_, None)
    raise BadValue("deleted", f'a Record or ("Case", "5001") is expected, not {_shown(item)}')


def _shown(item: object) -> str:
    """What stands in the place of an item, by its form alone: it may be enormous."""
    if isinstance(item, tuple):
        return f"({', '.join(type(each).__name__ for each in item[:4])})"
    return type(item).__name__
