"""Flows: typed Python functions that background steps call.

    @flow("crm.classify", writes=["Case.status"])
    def classify(case: Case) -> Classification:
        ...

The function may be async, or a generator that yields its progress (progress.py). One that is not async is called on a
thread of its own.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import ClassVar

from orchestra_dsl.graph.model import Signature
from orchestra_dsl.plugin.limits import Limits, limits_of
from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.signature import gives
from orchestra_dsl.plugin.supplied import P, R, Signed, SuppliedKind, check_name


class Flow(Signed[P, R]):
    """A flow under its name; `writes` says which fields of records a call changes, as `Case.status`.

    With `limits` each call has a process of its own.
    """

    kind: ClassVar[SuppliedKind] = "flow"

    def __init__(
        self, name: str, function: Callable[P, R], writes: tuple[str, ...], limits: Limits | None = None
    ) -> None:
        super().__init__(name, function)
        self.writes = writes
        self.limits = limits

    @cached_property
    def signature(self) -> Signature:
        """What the flow takes and gives, in the graph's terms. Raises BadPlugin."""
        return Signature("flow", self.name, self.takes.fields, gives(self.function), self.writes)

    def _read(self) -> None:
        super()._read()
        if self.limits is not None and ("." in self.function.__qualname__ or self.function.__module__ == "__main__"):
            what = "it is isolated, and its process would not find it"
            raise BadPlugin(what, "Write it at the top of a module, which the process imports.")


def flow(
    name: str,
    *,
    writes: Sequence[str] = (),
    isolate: bool = False,
    memory: int | None = None,
    seconds: float | None = None,
) -> Callable[[Callable[P, R]], Flow[P, R]]:
    """Make the function below a flow that sources call by `name`.

    With `isolate` each call has a process of its own, which may take so many bytes of `memory` and so many `seconds`.
    It ends with the call, whatever that does; its errors are `Crashed`, `OutOfMemory` and `OutOfTime`.
    """
    check_name("flow", name)
    for field in writes:
        if isinstance(writes, str) or str(field).count(".") != 1:
            raise ValueError(f'writes={writes!r} names no fields; write them as ["Case.status"]')
    limits = limits_of(isolate=isolate, memory=memory, seconds=seconds)
    return lambda function: Flow(name, function, tuple(writes), limits)
