"""What goes between a worker and the process of an isolated flow: messages behind their length, in MessagePack."""

import datetime as dt
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from orchestra_dsl.graph import model
from orchestra_dsl.graph.values import Stored

LARGEST = 4 * 1024 * 1024
"""The most bytes of one message: more than all that may be stored of one call."""
_LENGTH = struct.Struct(">I")
_MOMENTS: dict[str, Callable[[str], Any]] = {
    "datetime": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
}


class Job(msgspec.Struct, tag="job"):
    """The call: where its flow stands, what it gets, and what it may take.

    `file` is the plugin's file where that is local, `path` where modules are looked for. `fetched` are the records that
    the arguments lead to, by type and id. `settings` are those of its plugin, as `tagged` has made them.
    """

    module: str
    file: str | None
    path: list[str]
    plugin: str
    declared: model.Signature
    arguments: dict[str, Stored]
    records: dict[str, model.Record]
    fetched: list[tuple[str, str, dict[str, Stored] | None]]
    key: str
    run: str
    step: str
    attempt: int
    deadline: dt.datetime | None
    acting_for: str | None
    token: str
    settings: Any
    folder: str
    memory: int | None
    log_level: int


class Done(msgspec.Struct, tag="done"):
    """What the worker has been asked for is done; `code` is the name of an error where it could not be."""

    code: str | None = None
    message: str = ""


class Update(msgspec.Struct, tag="update"):
    """Write fields of a record."""

    record: str
    id: str
    fields: dict[str, Stored]
    name: str


class Notify(msgspec.Struct, tag="notify"):
    """Tell somebody something."""

    via: str
    to: str
    text: str
    subject: str | None
    key: str


class Progressed(msgspec.Struct, tag="progress"):
    """How far the call has come."""

    fraction: float | None
    text: str


class Logged(msgspec.Struct, tag="log"):
    """A line of the log."""

    logger: str
    level: int
    text: str


class Answer(msgspec.Struct, tag="answer"):
    """What came of the call: outputs, that they come `later`, or the error `code`."""

    outputs: dict[str, Stored] | None = None
    later: bool = False
    code: str | None = None
    message: str = ""


Wish = Update | Notify
"""What the process waits for until it is done."""
FromProcess = Wish | Progressed | Logged | Answer
ToProcess = Job | Done

_encode = msgspec.msgpack.Encoder().encode
from_process = msgspec.msgpack.Decoder(FromProcess).decode
to_process = msgspec.msgpack.Decoder(ToProcess).decode


class Line:
    """One end of the connection. Several threads may send."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self._guard = threading.Lock()

    def send(self, message: ToProcess | FromProcess) -> None:
        """Send a message. Raises OSError where the other end has gone, ValueError for one that is too large."""
        data = _encode(message)
        if len(data) > LARGEST:
            raise ValueError(f"a message of {len(data):,} bytes, where {LARGEST:,} are allowed")
        with self._guard:
            self.connection.sendall(_LENGTH.pack(len(data)) + data)

    def receive(self) -> bytes | None:
        """The next message; None where the other end has gone. Raises ValueError for one that is too large."""
        head = self._exactly(_LENGTH.size)
        if head is None:
            return None
        (length,) = _LENGTH.unpack(head)
        if length > LARGEST:
            raise ValueError(f"a message of {length:,} bytes, where {LARGEST:,} are allowed")
        return self._exactly(length)

    def _exactly(self, size: int) -> bytes | None:
        parts, left = [], size
        while left:
            try:
                part = self.connection.recv(min(left, 65536))
            except ConnectionError:
                return None
            if not part:
                return None
            parts.append(part)
            left -= len(part)
        return b"".join(parts)


def tagged(value: Any) -> Any:
    """Settings as a message can hold them: TOML knows dates and times, which are marked."""
    match value:
        case Mapping():
            return {"table": {key: tagged(each) for key, each in value.items()}}
        case list():
            return [tagged(each) for each in value]
        case dt.datetime() | dt.date() | dt.time():
            return {type(value).__name__: value.isoformat()}
    return value


def untagged(value: Any) -> Any:
    """The settings that were tagged."""
    if isinstance(value, list):
        return [untagged(each) for each in value]
    if not isinstance(value, dict):
        return value
    ((kind, content),) = value.items()
    if kind == "table":
        return {key: untagged(each) for key, each in content.items()}
    return _MOMENTS[kind](content)
