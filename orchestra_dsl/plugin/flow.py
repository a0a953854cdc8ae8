"""Flows: typed Python functions that background steps call.

    @flow("crm.classify", writes=["Case.status"])
    def classify(case: Case) -> Classification:
        ...

The function may be async. A sync one is called on a thread of its own.
"""

import inspect
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import ClassVar

from orchestra_dsl.graph.model import Signature
from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.signature import gives
from orchestra_dsl.plugin.supplied import P, R, Signed, SuppliedKind, check_name


class Flow(Signed[P, R]):
    """A flow under its name; `writes` says which fields of records a call changes, as `Case.status`."""

    kind: ClassVar[SuppliedKind] = "flow"

    def __init__(self, name: str, function: Callable[P, R], writes: tuple[str, ...]) -> None:
        super().__init__(name, function)
        self.writes = writes

    @cached_property
    def signature(self) -> Signature:
        """What the flow takes and gives, in the graph's terms. Raises BadPlugin."""
        if inspect.isgeneratorfunction(self.function) or inspect.isasyncgenfunction(self.function):
            raise BadPlugin("it yields", "Return the outputs instead.")
        return Signature("flow", self.name, self.takes.fields, gives(self.function), self.writes)


def flow(name: str, *, writes: Sequence[str] = ()) -> Callable[[Callable[P, R]], Flow[P, R]]:
    """Make the function below a flow that sources call by `name`."""
    check_name("flow", name)
    for field in writes:
        if isinstance(writes, str) or field.count(".") != 1:
            raise ValueError(f'writes={writes!r} names no fields; write them as ["Case.status"]')
    return lambda function: Flow(name, function, tuple(writes))
