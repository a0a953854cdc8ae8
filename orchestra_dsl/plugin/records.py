"""Records as Python values: how a flow says that it takes a record, and what it then gets.

    class Case(Record):
        id: str
        status: Literal["New", "Working", "Closed"]
        amount: Decimal

A class names the record type (`class SupportCase(Record, name="Case")` where the names differ) and as many of its
fields as the code reads by name; the others are there too, as `case["number"]`. Instances are read-only.
"""

from collections.abc import Iterator
from typing import ClassVar, dataclass_transform

import attrs

from orchestra_dsl.graph.values import Value


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(attrs.field,))
class Record:
    """The base of all records: fields by attribute where the class names them, all of them by key."""

    record_name: ClassVar[str] = ""

    def __init_subclass__(cls, name: str | None = None) -> None:
        super().__init_subclass__()
        cls.record_name = name or cls.__name__
        # Without slots, attrs changes the class in place; a new class could not be given back from here.
        attrs.define(cls, slots=False, frozen=True, kw_only=True)

    def __getitem__(self, field: str) -> Value:
        """The field of this name, whether the class names it or not."""
        try:
            return self.__dict__[field]
        except KeyError:
            raise KeyError(f"the record {self.record_name} has no field {field}") from None

    def __iter__(self) -> Iterator[str]:
        """The names of all fields."""
        return iter(self.__dict__)

    def __contains__(self, field: object) -> bool:
        """Whether the record has a field of this name."""
        return field in self.__dict__


def new_record(class_: type[Record]) -> Record:
    """An instance without fields yet: records may refer to each other in a circle, so they are filled afterwards."""
    return object.__new__(class_)


def fill(record: Record, fields: dict[str, Value]) -> None:
    """Give a new record its fields, those that its class does not name included."""
    record.__dict__.update(fields)
