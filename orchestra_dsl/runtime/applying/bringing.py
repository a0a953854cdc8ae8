"""What a record source brings is written as anybody else's writes are: checked, locked, with all that follows from it.

What is there already is no write, so to bring a change twice does nothing. A change that cannot be applied is
rejected: it is kept, the newest of each record, with the reason. It is applied with the next change of its record, or
tried again.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from attrs import define, field
from msgspec import json

from orchestra_dsl.graph.accept import BadValue, accept, accept_fields, accept_record
from orchestra_dsl.graph.error_names import LONGEST_MESSAGE
from orchestra_dsl.graph.outside import OutsideChange
from orchestra_dsl.graph.types import DATETIME, DURATION, JSON, TEXT, Field
from orchestra_dsl.interpreter.commit import FactKey
from orchestra_dsl.interpreter.triggers import RecordWrite
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.applying.deleting import delete
from orchestra_dsl.runtime.applying.posts import carry_out
from orchestra_dsl.runtime.applying.record_locks import check_unlocked
from orchestra_dsl.runtime.applying.writing import Writing
from orchestra_dsl.runtime.errors import Refusal, ValueDamaged
from orchestra_dsl.runtime.store.rows import RejectedRow

Facts = dict[FactKey, Any]


@define
class Brought:
    """What came of some changes: how many have changed a record, and why others could not be applied."""

    written: int = 0
    rejected: list[str] = field(factory=list)


class Bringing:
    """The changes of one source within one batch. `facts` are those that were fetched from outside."""

    def __init__(self, batch: Batch, source: str, facts: Facts) -> None:
        self._batch = batch
        self._source = source
        self._facts = facts
        self._by = Acting(None, f"source {source}")
        self.brought = Brought()

    def apply(self, change: OutsideChange) -> None:
        """Apply a change, or reject it. Raises NeedsOutside and FactsUnavailable, before it is written."""
        self._try(change, self._batch.transaction.rejected_of(self._source, *_name(change)))

    def again(self, kept: RejectedRow) -> None:
        """Try a rejected change again; one whose fields could not be kept waits for the source to bring it again."""
        if kept.deleted or kept.fields is not None:
            self._try(OutsideChange(kept.type, kept.id, kept.fields), kept)

    def reject(self, change: OutsideChange, reason: str, *, soon: bool = False) -> None:
        """Keep a change that cannot be applied."""
        kept = self._batch.transaction.rejected_of(self._source, *_name(change))
        self._reject(change, kept, reason, soon=soon)

    def _try(self, change: OutsideChange, kept: RejectedRow | None) -> None:
        if kept is not None and kept.fields is not None and change.fields is not None:
            change = OutsideChange(change.type, change.id, {**kept.fields, **change.fields})
        try:
            changed = self._delete(change) if change.fields is None else self._put(change, change.fields)
        except Refusal as refusal:
            self._reject(change, kept, refusal.message, soon=refusal.code == "not allowed")
        except (BadValue, ValueDamaged) as error:
            self._reject(change, kept, str(error))
        else:
            self.brought.written += changed
            if kept is not None and kept.key is not None:
                self._batch.transaction.delete_rejected(kept.key)

    def _put(self, change: OutsideChange, fields: Mapping[str, Any]) -> bool:
        """Write a record; answers whether it was another before."""
        batch = self._batch
        declared = batch.programs.record(change.type)
        id_ = _id(change.type, fields.get("id"))
        batch.flush()
        old = batch.transaction.record(change.type, id_)
        before = None if old is None else old.fields
        after = accept_record(declared, {**(before or {}), **fields})
        if before == after:
            return False
        check_unlocked(batch, change.type, id_, self._by, self._facts)
        write = RecordWrite(change.type, id_, before, after)
        Writing(batch, write, 0 if old is None else old.version, self._by, batch.now()).perform(self._facts)
        carry_out(batch)
        return True

    def _delete(self, change: OutsideChange) -> bool:
        self._batch.programs.record(change.type)
        deleted = delete(self._batch, change.type, _id(change.type, change.id), self._by, self._facts)
        carry_out(self._batch)
        return deleted

    def _reject(self, change: OutsideChange, kept: RejectedRow | None, reason: str, *, soon: bool = False) -> None:
        fields = None if change.fields is None else _kept(change.fields)
        if fields is None and change.fields is not None:
            reason = f"{reason} (its fields cannot be kept: the source has to bring it again)"
        type_, id_ = _name(change)
        row = (self._source, type_, id_, self._batch.now(), _text(reason), soon, change.fields is None, fields)
        now = RejectedRow(None if kept is None else kept.key, *row)
        if kept is None or kept._replace(at=now.at) != now:
            self._batch.transaction.put_rejected(now)
            self.brought.rejected.append(f"{type_} {id_}: {now.reason}")


def _id(type_: str, id_: Any) -> str:
    """An id under which a record can be looked for. Raises BadValue."""
    found: str = accept_fields((Field("id", TEXT),), {"id": id_}, type_)["id"]
    if not found:
        raise BadValue(f"{type_}.id", "it is empty")
    return found


def _name(change: OutsideChange) -> tuple[str, str]:
    """The type and the id by which a change is kept, whatever these are: one without an id by what it holds."""
    if change.id:
        return _text(change.type), _text(change.id)
    held = json.encode(_kept(change.fields or {}))
    return _text(change.type), f"without an id ({sha256(held).hexdigest()[:8]})"


def _text(text: str) -> str:
    """A text as it can be stored and shown, whatever is in it."""
    return text.encode(errors="backslashreplace").decode()[:LONGEST_MESSAGE]


def _kept(fields: Mapping[str, Any]) -> dict[str, Any] | None:
    """Fields as they can be stored and tried again, whatever their types should be; None where they cannot."""
    try:
        stored: dict[str, Any] = accept(JSON, _storable(fields))
    except (BadValue, RecursionError):
        return None
    return stored


def _storable(value: Any) -> Any:
    """Points in time and durations in their own stored form; what is said in JSON of others is taken for them, too."""
    match value:
        case datetime() if value.tzinfo is not None:
            return accept(DATETIME, value)
        case timedelta():
            return accept(DURATION, value)
        case Mapping():
            return {name: _storable(each) for name, each in value.items()}
        case list() | tuple():
            return [_storable(each) for each in value]
    return value
