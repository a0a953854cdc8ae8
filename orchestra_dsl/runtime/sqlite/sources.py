"""What can be read of record sources: how far each has come, and which of its changes could not be applied."""

from typing import Any

from orchestra_dsl.runtime.sqlite.codec import unpack_fields
from orchestra_dsl.runtime.sqlite.querying import Row
from orchestra_dsl.runtime.sqlite.reads import SingleReads
from orchestra_dsl.runtime.store.rows import RejectedRow, SourceRow

_REJECTED = "the change of {2} {3} that could not be applied"


class SourceReads(SingleReads):
    """Reads over one connection, within its transaction."""

    def sources(self) -> list[SourceRow]:
        """How far each record source has come, by name."""
        return [SourceRow(*row) for row in self.all("sources")]

    def source(self, name: str) -> SourceRow | None:
        """How far a record source has come; None for one that nobody has asked yet."""
        row = self.one("source", name=name)
        return None if row is None else SourceRow(*row)

    def rejected(self, source: str | None, after: int, limit: int, *, soon: bool = False) -> list[RejectedRow]:
        """The next changes of a record source (None: of all) that could not be applied, or those to try again soon."""
        if source is None:
            return [self._rejected(row) for row in self.all("rejected_of_all", after=after, limit=limit)]
        query = "rejected_soon" if soon else "rejected"
        return [self._rejected(row) for row in self.all(query, source=source, after=after, limit=limit)]

    def rejected_change(self, key: int) -> RejectedRow | None:
        """One of them."""
        row = self.one("rejected_by_key", key=key)
        return None if row is None else self._rejected(row)

    def rejected_of(self, source: str, type_: str, id_: str) -> RejectedRow | None:
        """The one of a record."""
        row = self.one("rejected_of", source=source, type=type_, id=id_)
        return None if row is None else self._rejected(row)

    def count_rejected(self, source: str, cap: int) -> int:
        """How many changes of a record source could not be applied; `cap` stands for that many or more."""
        return self.number("count_rejected", source=source, limit=cap) or 0

    def _rejected(self, row: Row) -> RejectedRow:
        """A row; of one that is damaged, which is told of, all but the fields."""
        key, source, type_, id_, at, reason, soon, deleted, data = row
        fields = None if data is None else self.intact(_fields, row, _REJECTED)
        return RejectedRow(key, source, type_, id_, at, reason, bool(soon), bool(deleted), fields)


def _fields(row: Row) -> dict[str, Any]:
    return unpack_fields(row[-1])
