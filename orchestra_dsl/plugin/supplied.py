"""What a plugin supplies under a name: the common part of flows, predicates, screens and channels.

Making one reads nothing but the name. Annotations are read when they are first asked for, so that a thousand
functions cost next to nothing until one is used.
"""

import functools
import inspect
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, ClassVar, Generic, Literal, ParamSpec, TypeVar

from orchestra_dsl.graph.model import RecordClass, Signature
from orchestra_dsl.plugin.problems import BadPlugin, show_place
from orchestra_dsl.plugin.record_classes import record_classes
from orchestra_dsl.plugin.records import Record
from orchestra_dsl.plugin.shape import hints_of
from orchestra_dsl.plugin.shapes import declared_by
from orchestra_dsl.plugin.signature import Takes, takes

P = ParamSpec("P")
R = TypeVar("R")

RecordKind = Literal["flow", "screen", "predicate", "source"]
"""What names classes of records."""
SuppliedKind = Literal["flow", "predicate", "screen", "channel", "policy", "observer", "source", "importer"]

HOOKS: dict[SuppliedKind, str] = {
    "flow": "orchestra_flows",
    "predicate": "orchestra_predicates",
    "screen": "orchestra_screens",
    "channel": "orchestra_channels",
    "policy": "orchestra_policies",
    "observer": "orchestra_observers",
    "source": "orchestra_sources",
    "importer": "orchestra_importers",
}
"""The hook by which things of each kind are supplied."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")


class Supplied(ABC, Generic[P, R]):
    """A function under the name that sources call it by. Called from Python, it is the function."""

    kind: ClassVar[SuppliedKind]

    def __init__(self, name: str, function: Callable[P, R]) -> None:
        self.name = name
        self.function = function
        functools.update_wrapper(self, function)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Call the function itself, as its author's tests do."""
        return self.function(*args, **kwargs)

    def __repr__(self) -> str:
        return f"<{self.kind} {self.name}>"

    @property
    def place(self) -> str | None:
        """Where the function stands: `flows.py, line 12`."""
        code = getattr(self.function, "__code__", None)
        return None if code is None else show_place(code.co_filename, code.co_firstlineno)

    def check(self) -> None:
        """Read all that can be wrong with the function's form. Raises BadPlugin, which names function and place."""
        try:
            self._read()
        except BadPlugin as error:
            what = f"{self.kind} {self.name}: {error.what}"
            raise BadPlugin(what, error.hint, error.where or self.place, keys=error.keys) from error

    @abstractmethod
    def _read(self) -> None:
        """Read the function's annotations. Raises BadPlugin."""


class Signed(Supplied[P, R]):
    """What has a signature that sources declare: flows, predicates and screens."""

    @cached_property
    def takes(self) -> Takes:
        """What the function takes. Raises BadPlugin."""
        return takes(self.function)

    @cached_property
    @abstractmethod
    def signature(self) -> Signature:
        """What it takes and gives, in the graph's terms. Raises BadPlugin."""

    @cached_property
    def records(self) -> tuple[RecordClass, ...]:
        """What the classes of the records that it takes say about them. Raises BadPlugin."""
        return self._record_classes(self._taken)

    @cached_property
    def mentioned(self) -> tuple[RecordClass, ...]:
        """The same, with the records among what it gives: all that a source has to declare. Raises BadPlugin."""
        return self._record_classes([*self._taken, *self._given()])

    @property
    def _taken(self) -> list[Any]:
        hints = hints_of(self.function)
        return [hints[name] for name in self.takes.shapes]

    def _given(self) -> list[Any]:
        """The annotations of what it gives."""
        return [hints_of(self.function).get("return")]

    def _record_classes(self, annotations: list[Any]) -> tuple[RecordClass, ...]:
        return record_classes_of(self.signature.kind, self.name, record_classes(annotations))

    @cached_property
    def is_async(self) -> bool:
        """Whether a call is to be awaited."""
        return inspect.iscoroutinefunction(self.function)

    def _read(self) -> None:
        _ = self.signature, self.records


def record_classes_of(kind: RecordKind, name: str, classes: Iterable[type[Record]]) -> tuple[RecordClass, ...]:
    """What classes say about their records. Raises BadPlugin."""
    declared = [(each, declared_by(each)) for each in classes]
    return tuple(RecordClass(kind, name, each.__name__, it.name, it.fields) for each, it in declared)


def check_name(kind: SuppliedKind, name: Any) -> None:
    """Refuse what is no name, at once: the author sees it at the line of the decorator."""
    if not isinstance(name, str):
        raise TypeError(f'write @{kind}("name") above the function')
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is not a name; write letters, digits and _, with dots between the parts")
