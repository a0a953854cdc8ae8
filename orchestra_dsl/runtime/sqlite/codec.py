"""How what has no column of its own is stored: as MessagePack behind a checksum, read back into what it came from.

SQLite has no checksums of its own: a bit that has changed on the disk would otherwise be taken for what was written.
"""

from collections.abc import Callable
from typing import Any, TypeVar
from zlib import crc32

import msgspec

from orchestra_dsl.interpreter.commit import Effect
from orchestra_dsl.interpreter.events import Event
from orchestra_dsl.runtime.store.rows import Past

Fields = dict[str, Any]
Principals = tuple[str, ...]
ChangeData = tuple[tuple[str, ...] | None, Event, int]
"""Changed fields, the event for those who read them, and the last run that is to get it."""
ItemData = tuple[Fields, Principals, Principals, Principals, int | None, Fields, str | None, Principals]
"""Arguments of a work item; its candidates (without the first, if it is open), who is excluded, who has delegated it;
until when it rests; its draft; in whose place a substitute acts; whom it is for, if it is allocated to one of them."""

T = TypeVar("T")
_SUM = 4
"""Bytes of a checksum."""
_encode = msgspec.msgpack.Encoder().encode
_past = msgspec.msgpack.Decoder(Past).decode


class BadBlob(ValueError):
    """A stored value that is not what was written."""


def all_candidates(first: str | None, rest: Principals) -> Principals:
    """Who may claim a work item: of an open one the first has a column, the rest, or all, are among its data."""
    return rest if first is None else (first, *rest)


def pack(value: Any) -> bytes:
    """The value as it is stored."""
    return seal(_encode(value))


def seal(data: bytes) -> bytes:
    """Bytes as they are stored: behind their checksum."""
    return crc32(data).to_bytes(_SUM, "little") + data


def unseal(stored: Any) -> bytes:
    """The bytes that `seal` was given. Raises BadBlob where they are others now."""
    if not isinstance(stored, bytes):
        raise BadBlob("it is of another kind")
    data = stored[_SUM:]
    if crc32(data).to_bytes(_SUM, "little") != stored[:_SUM]:
        raise BadBlob("its checksum does not fit")
    return data


def _reader(decode: Callable[[bytes], T]) -> Callable[[Any], T]:
    """What reads such values. It raises BadBlob."""

    def unpack(stored: Any) -> T:
        try:
            return decode(unseal(stored))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise BadBlob(str(error)) from error

    return unpack


def _decode_past(data: bytes) -> Past:
    """The rest of a history row. The parts of a fact's key that were tuples are tuples again."""
    past = _past(data)
    facts = tuple((_tuples(key), answer) for key, answer in past.facts)
    return msgspec.structs.replace(past, facts=facts)


def _tuples(key: Any) -> Any:
    return tuple(map(_tuples, key)) if isinstance(key, list | tuple) else key


unpack_any: Callable[[Any], Any] = _reader(msgspec.msgpack.Decoder().decode)
unpack_fields = _reader(msgspec.msgpack.Decoder(Fields).decode)
unpack_event = _reader(msgspec.msgpack.Decoder(Event).decode)
unpack_effect: Callable[[Any], Effect] = _reader(msgspec.msgpack.Decoder(Effect).decode)
unpack_item: Callable[[Any], tuple[Any, ...]] = _reader(msgspec.msgpack.Decoder(ItemData).decode)
unpack_change = _reader(msgspec.msgpack.Decoder(ChangeData).decode)
unpack_past = _reader(_decode_past)
