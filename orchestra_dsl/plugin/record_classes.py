"""The classes of records that a function takes, wherever in its annotations they stand."""

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any, get_args, is_typeddict

import attrs

from orchestra_dsl.plugin.records import Record
from orchestra_dsl.plugin.shape import Annotation, hints_of
from orchestra_dsl.plugin.shapes import unwrapped


def record_classes(annotations: Iterable[Annotation]) -> Iterator[type[Record]]:
    """Yield every subclass of Record in the annotations and in the fields of their classes. Raises BadPlugin."""
    seen: set[Any] = set()
    rest = list(annotations)
    while rest:
        annotation = unwrapped(rest.pop(0))
        if not isinstance(annotation, type):
            rest.extend(get_args(annotation))
        elif annotation not in seen:
            seen.add(annotation)
            if issubclass(annotation, Record):
                yield annotation
            if attrs.has(annotation) or dataclasses.is_dataclass(annotation) or is_typeddict(annotation):
                rest.extend(hints_of(annotation).values())
