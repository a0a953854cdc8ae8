"""What record sources have brought, and how far each has come."""

from collections.abc import Sequence

from orchestra_dsl.graph.outside import OutsideChange
from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.applying.bringing import Bringing, Brought
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.requests.request import Request
from orchestra_dsl.runtime.store.rows import SourceRow

PART = 50
"""How many changes are written in one transaction."""


class BringChanges(Request[Brought]):
    """Apply some changes, and with the last ones of a page note the cursor from which to go on.

    `since` is the cursor from which the source was asked: where the store has another now, somebody else has gone on.
    """

    patient = True

    def __init__(self, source: str, since: str | None, changes: Sequence[OutsideChange], cursor: str | None) -> None:
        super().__init__()
        self.lane = ("source", source)
        self.title = f"what the record source {source} has brought"
        self.source = source
        self.since = since
        self.changes = changes
        self.cursor = cursor

    def perform(self, batch: Batch) -> Brought:
        """Apply them. What must be asked outside may end it in the middle: it is done again, which changes nothing."""
        row = batch.transaction.source(self.source) or SourceRow(self.source)
        if row.cursor != self.since:
            raise Refusal("changed", f"the record source {self.source} has gone on elsewhere meanwhile")
        bringing = Bringing(batch, self.source, self.facts)
        for change in self.changes:
            bringing.apply(change)
        at = batch.now() if bringing.brought.written else row.at
        after = row._replace(cursor=row.cursor if self.cursor is None else self.cursor, at=at)
        if after != row:
            batch.transaction.put_source(after)
        return bringing.brought

    def break_down(self, batch: Batch, fault: Exception) -> None:
        """A change that meets a fault of the program must not hold up those behind it."""
        if len(self.changes) == 1:
            reason = f"it broke down inside Orchestra ({type(fault).__name__}: {fault})"
            Bringing(batch, self.source, self.facts).reject(self.changes[0], reason)


class TryAgain(Request[Brought]):
    """Try some rejected changes again, by their keys."""

    patient = True

    def __init__(self, source: str, keys: Sequence[int]) -> None:
        super().__init__()
        self.lane = ("source", source)
        self.source = source
        self.keys = keys

    def perform(self, batch: Batch) -> Brought:
        """Try those that are still there."""
        bringing = Bringing(batch, self.source, self.facts)
        for key in self.keys:
            kept = batch.transaction.rejected_change(key)
            if kept is not None:
                bringing.again(kept)
        return bringing.brought


class NoteSource(Request[None]):
    """Note what keeps a record source from being asked, if anything does."""

    patient = True

    def __init__(self, source: str, trouble: str | None) -> None:
        super().__init__()
        self.lane = ("source", source)
        self.source = source
        self.trouble = trouble

    def perform(self, batch: Batch) -> None:
        """Write it down, where it is news."""
        row = batch.transaction.source(self.source)
        after = (row or SourceRow(self.source))._replace(trouble=self.trouble)
        if after != row:
            batch.transaction.put_source(after)


class MoveSource(Request[str | None]):
    """Let a record source go on from another cursor; answers from which it would have.

    Whoever is asking it meanwhile has asked from that one, and so writes nothing more of what is answered.
    """

    def __init__(self, source: str, cursor: str | None) -> None:
        super().__init__()
        self.lane = ("source", source)
        self.source = source
        self.cursor = cursor

    def perform(self, batch: Batch) -> str | None:
        """Write it down."""
        row = batch.transaction.source(self.source) or SourceRow(self.source)
        if row.cursor != self.cursor:
            batch.transaction.put_source(row._replace(cursor=self.cursor))
        return row.cursor


class Discard(Request[bool]):
    """Forget a rejected change; answers whether it was there."""

    def __init__(self, key: int) -> None:
        super().__init__()
        self.key = key

    def perform(self, batch: Batch) -> bool:
        """Forget it, whatever it holds."""
        there = batch.transaction.rejected_change(self.key) is not None
        batch.transaction.delete_rejected(self.key)
        return there
