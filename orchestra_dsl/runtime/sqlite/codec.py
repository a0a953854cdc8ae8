"""How what has no column of its own is stored: as MessagePack, read back into the types that it came from."""

from typing import Any

import msgspec

from orchestra_dsl.interpreter.commit import Effect
from orchestra_dsl.interpreter.events import Event
from orchestra_dsl.runtime.rows import Past

Fields = dict[str, Any]
ItemData = tuple[Fields, tuple[str, ...]]
"""Arguments and candidates of a work item."""
ChangeData = tuple[tuple[str, ...] | None, Event]
"""Changed fields, and the event for those who read them."""

encode = msgspec.msgpack.Encoder().encode
decode_any = msgspec.msgpack.Decoder().decode
decode_fields = msgspec.msgpack.Decoder(Fields).decode
decode_event = msgspec.msgpack.Decoder(Event).decode
decode_effect = msgspec.msgpack.Decoder(Effect).decode
decode_item = msgspec.msgpack.Decoder(ItemData).decode
decode_change = msgspec.msgpack.Decoder(ChangeData).decode
_decode_past = msgspec.msgpack.Decoder(Past).decode


def decode_past(data: bytes) -> Past:
    """The rest of a history row. The parts of a fact's key that were tuples are tuples again."""
    past = _decode_past(data)
    facts = tuple((_tuples(key), answer) for key, answer in past.facts)
    return msgspec.structs.replace(past, facts=facts)


def _tuples(key: Any) -> Any:
    return tuple(map(_tuples, key)) if isinstance(key, list | tuple) else key
