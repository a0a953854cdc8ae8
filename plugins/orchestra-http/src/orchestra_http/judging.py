"""What a status means: all is well, an error under the name that the settings give it, or a failure that may pass."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from orchestra_dsl.plugin import FlowError
from orchestra_dsl.plugin.masking import masked
from orchestra_http.declared import Declared
from orchestra_http.mapping import Message

TEMPORARY = "TemporaryFailure"
TEMPORARY_STATUSES = (429, 502, 503, 504)
_SHOWN = 200
_READ = 16 * 1024


class Temporary(FlowError):
    """It may go well the next time; `after` so many seconds, where the server says."""

    def __init__(self, message: str, after: float | None = None) -> None:
        super().__init__(TEMPORARY, message)
        self.after = after


def judged(message: Message, declared: Declared) -> Message:
    """The message, where its status is one that is expected. Raises FlowError."""
    status, table = message.status, declared.table
    if status in table.expect or (not table.expect and HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES):
        return message
    what = f"{declared.address.server} answers {status}{_reason(status)}{_excerpt(message)}"
    if str(status) in table.errors:
        raise FlowError(table.errors[str(status)], what)
    if status in TEMPORARY_STATUSES:
        raise Temporary(what, _after(message.headers.get("retry-after", "")))
    raise FlowError(f"Status{status}", what)


def _reason(status: int) -> str:
    try:
        return f" {HTTPStatus(status).phrase}"
    except ValueError:
        return ""


def _excerpt(message: Message) -> str:
    """The beginning of what the server says, in one line."""
    text = masked(" ".join(message.content[:_READ].decode("utf-8", "replace").split()))
    shown = "".join(each for each in text if each.isprintable())
    return f": {shown[:_SHOWN]}{'…' if len(shown) > _SHOWN else ''}" if shown else ""


def _after(said: str) -> float | None:
    """How long the server wants to be left alone: seconds, or an instant."""
    if said.strip().isascii() and said.strip().isdigit():
        return float(said.strip()[:9])
    try:
        moment = parsedate_to_datetime(said)
    except ValueError:
        return None
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return max((moment - datetime.now(UTC)).total_seconds(), 0.0)
