"""From a response, or from what is posted to a call-back, to the outputs of a flow, or to its error."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import jmespath
import msgspec
from attrs import frozen
from jmespath.exceptions import JMESPathError
from jmespath.parser import ParsedResult

from orchestra_dsl.graph.types import Field
from orchestra_dsl.plugin import FlowError
from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_http.settings import Output, Table

BAD_RESPONSE = "BadResponse"
_JSON = msgspec.json.Decoder(float_hook=Decimal)


class Unreadable(FlowError):
    """What came is not what it says that it is, or cannot be looked into."""

    def __init__(self, message: str) -> None:
        super().__init__(BAD_RESPONSE, message)


@frozen
class Message:
    """What came: a response, or what was posted (its status is 200)."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    def document(self) -> dict[str, Any]:
        """What expressions look into. Raises Unreadable for what says that it is JSON, and is not."""
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        body = None
        try:
            body = _JSON.decode(self.content) if self.content else None
        except (msgspec.DecodeError, RecursionError, UnicodeError, ArithmeticError) as error:
            if kind == "application/json" or kind.endswith("+json"):
                raise Unreadable(f"what came says that it is JSON, and is not: {error}") from error
        text = self.content.decode("utf-8", "replace")
        return {"status": self.status, "headers": dict(self.headers), "body": body, "text": text}


@frozen
class Mapped:
    """Which outputs are found where, and what says that the call has failed all the same."""

    outputs: tuple[Field, ...]
    sources: Mapping[str, ParsedResult]
    failure: tuple[ParsedResult, ParsedResult] | None = None

    def read(self, message: Message) -> dict[str, Any] | None:
        """The outputs, not yet checked; None where there are none. Raises FlowError."""
        if not self.outputs and self.failure is None:
            return None
        document = message.document()
        if self.failure is not None and (name := _found(self.failure[0], document)):
            raise FlowError(str(name), str(_found(self.failure[1], document) or name))
        return {name: _found(source, document) for name, source in self.sources.items()} or None


def read_mapped(table: Table, outputs: tuple[Field, ...]) -> Mapped:
    """The mapping that a table says. Raises BadPlugin."""
    said = {name: each.source if isinstance(each, Output) else f'body."{name}"' for name, each in table.outputs.items()}
    sources = {name: _compiled(source, f"outputs.{name}.from") for name, source in said.items()}
    if table.failure is None:
        return Mapped(outputs, sources)
    name = _compiled(table.failure.name, "failure.name")
    return Mapped(outputs, sources, (name, _compiled(table.failure.message, "failure.message")))


def _compiled(expression: str, where: str) -> ParsedResult:
    try:
        return jmespath.compile(expression)
    except (JMESPathError, RecursionError) as error:
        reason = str(error).splitlines()[0]
        raise BadPlugin(f"{where} is {expression!r}: {reason}", 'Write a path, as "body.account.limit".') from error


def _found(expression: ParsedResult, document: Mapping[str, Any]) -> Any:
    try:
        return expression.search(document)
    except (JMESPathError, RecursionError, ArithmeticError, TypeError) as error:
        what = f"{expression.expression} cannot be looked for in what came: {error}"
        raise Unreadable(what) from error
