"""Records that record sources say they bring, and that a compilation does not declare, as they are kept with it."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from orchestra_dsl.graph.model import RecordClass
    from orchestra_dsl.plugin.registry import Registry


class Brought(Struct, array_like=True, frozen=True):
    """A record that a record source says it brings: by which class, of which plugin, and where its function stands."""

    record: str
    name: str
    source: str
    plugin: str
    place: str | None


def not_declared(registry: "Registry", classes: "Iterable[RecordClass]", declared: Collection[str]) -> list[Brought]:
    """Of what plugins expect of records, that which record sources bring and is not declared."""
    return [
        Brought(
            each.record, each.name, each.callee, registry.owner("source", each.callee) or "", _place(registry, each)
        )
        for each in classes
        if each.kind == "source" and each.record not in declared
    ]


def _place(registry: "Registry", class_: "RecordClass") -> str | None:
    source = registry.loaded("source", class_.callee)
    return None if source is None else source.place
