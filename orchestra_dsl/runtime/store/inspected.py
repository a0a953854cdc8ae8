"""What a store shows of itself for a check: what contradicts itself in it, and its runs with all that is their own."""

from typing import NamedTuple

from msgspec import Struct

from orchestra_dsl.graph.statuses import ItemStatus
from orchestra_dsl.interpreter.commit import Effect
from orchestra_dsl.interpreter.events import Event, Ref
from orchestra_dsl.interpreter.state import State
from orchestra_dsl.runtime.store.rows import TimerRow, Viewers

WHOLE = "the file is whole"
SCHEMA = "the schema is that of this version"
VALUES = "every stored value is what was written"
GRAPHS = "every orchestration is what its hash says"
"""What must hold of the medium itself."""


class Found(NamedTuple):
    """Something that must hold and does not: what must hold, where, and what is wrong there."""

    check: str
    where: str
    what: str


class InspectedItem(Struct):
    """An open work item. `listed` are those in whose lists it is, `candidates` whom it names itself."""

    key: int
    ref: Ref
    status: ItemStatus
    version: int
    claimed_by: str | None
    priority: int
    holder: str | None
    candidates: tuple[str, ...]
    listed: tuple[str, ...]


class InspectedRun(Struct):
    """A run and everything that is kept of it but its history.

    `state` and the effect of a row are None where they are damaged, which `damaged` names; `coming` are the events
    that are kept to be applied, those that are damaged left out, which `unsure` says. `lines` has, of each lock in
    whose line a stage stands, the name and since when it has it.
    """

    key: int
    id: str
    graph: int
    status: int
    outcome: str | None
    error: str | None
    sequence: int
    started_at: int
    updated_at: int
    parent: int | None
    open: bool
    encoded: bytes
    state: State | None
    timers: list[TimerRow]
    watches: list[tuple[int, int, str, str, str]]
    effects: dict[str, tuple[int, Effect | None]]
    items: list[InspectedItem]
    lines: list[tuple[Ref, str, int | None]]
    coming: list[Event]
    viewers: Viewers
    damaged: list[Found]
    unsure: bool
