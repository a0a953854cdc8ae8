"""Record sources: what brings in the records of a system outside, as they change there.

    @source("crm", every=timedelta(seconds=30), records=[Case])
    def cases(cursor: str | None, context: Context) -> Changes:
        rows = changed_since(cursor or "", limit=500)
        cases = [Case(id=row.id, status=row.status) for row in rows]
        return Changes(records=cases, cursor=rows[-1].changed if rows else None, more=len(rows) == 500)

A worker asks each source on a thread of its own, one time after the other. A page's records are written as
`orchestra record put` would write them, and its cursor is stored with the last of them: after a crash the source is
asked again from the cursor that is stored, and to bring what is there already changes nothing. It may also yield pages,
and be async. The classes of its `records` are compared with what sources declare, before anything is brought.
"""

import inspect
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import cached_property
from typing import Any, ClassVar, get_args

from orchestra_dsl.graph.accept import BadValue
from orchestra_dsl.graph.model import RecordClass
from orchestra_dsl.plugin.changes import Changes
from orchestra_dsl.plugin.context import Context
from orchestra_dsl.plugin.masking import shortened
from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.records import Record
from orchestra_dsl.plugin.shape import hints_of
from orchestra_dsl.plugin.supplied import P, R, Supplied, SuppliedKind, check_name, record_classes_of

_FORM = "Write `def changed(cursor: str | None, context: Context) -> Changes`; each of the two may be left out."
_CURSOR = {str, type(None)}


class Source(Supplied[P, R]):
    """A record source under its name, by which the store knows how far it has come, and how often it is asked."""

    kind: ClassVar[SuppliedKind] = "source"

    def __init__(
        self, name: str, function: Callable[P, R], every: timedelta, records: Sequence[type[Record]] | None = None
    ) -> None:
        super().__init__(name, function)
        self.every = every
        self._classes = tuple(records or ())

    @cached_property
    def records(self) -> tuple[RecordClass, ...]:
        """What the classes of the records that it brings say about them. Raises BadPlugin."""
        return record_classes_of("source", self.name, self._classes)

    def check_brings(self, type_: str) -> None:
        """Refuse a record of a type that it does not say it brings; where it says nothing, it may be any. BadValue."""
        brings = [each.record_name for each in self._classes]
        if brings and type_ not in brings:
            raise BadValue("records", f"it brings a {type_}, and says records= of {', '.join(brings)} alone")

    def _read(self) -> None:
        taken = [_role(self._hints.get(name)) for name in inspect.signature(self.function).parameters]
        if None in taken or len(set(taken)) < len(taken):
            raise BadPlugin("it does not take a cursor and a context", _FORM)
        answers = self._hints.get("return")
        if answers is not Changes and Changes not in get_args(answers):
            raise BadPlugin(
                "it does not say that it answers Changes", f"{_FORM} To yield pages: `-> Iterator[Changes]`."
            )
        _ = self.records

    @cached_property
    def takes(self) -> dict[str, str]:
        """Its parameters: which takes the `cursor`, and which the `context`."""
        return {name: _role(self._hints.get(name)) or "" for name in inspect.signature(self.function).parameters}

    @property
    def is_async(self) -> bool:
        """Whether it needs an event loop."""
        return inspect.iscoroutinefunction(self.function) or inspect.isasyncgenfunction(self.function)

    @cached_property
    def _hints(self) -> dict[str, Any]:
        return hints_of(self.function)


def _role(hint: Any) -> str | None:
    """What a parameter of this annotation takes; None for one that can be given nothing."""
    if hint is Context:
        return "context"
    return "cursor" if set(get_args(hint)) == _CURSOR else None


def source(
    name: str, *, every: timedelta, records: Sequence[type[Record]] | None = None
) -> Callable[[Callable[P, R]], Source[P, R]]:
    """Make the function below a source of records that is called `name`, and asked so often.

    `records` are the classes of all the records that it brings: they are compared with what the files declare. Where
    it is left out, it may bring any.
    """
    check_name("source", name)
    _check_interval(every)
    if records is not None:
        _check_classes(name, records)
    return lambda function: Source(name, function, every, records)


def _check_classes(name: str, records: Any) -> None:
    """Refuse what are no classes of records, at once: the author sees it at the line of the decorator."""
    where = f"the records= of the source {name}"
    if not isinstance(records, Sequence) or isinstance(records, str):
        raise TypeError(f"{where} are classes in a list: records=[Case]")
    if not records:
        raise ValueError(f"{where} name no class: records=[Case], or leave them out where it may bring any record")
    for each in records:
        if each is Record:
            raise TypeError(f"{where} have Record, which is no record yet: class Case(Record): …, and records=[Case]")
        if not isinstance(each, type) or not issubclass(each, Record):
            shown = each.__qualname__ if isinstance(each, type) else shortened(each)
            raise TypeError(f"{where} have {shown}, which is no class of a record: class Case(Record): …")


def _check_interval(every: Any) -> None:
    """Refuse what is no interval, at once: the author sees it at the line of the decorator."""
    if not isinstance(every, timedelta) or every <= timedelta():
        raise ValueError("say how often the source is asked: every=timedelta(seconds=30)")
