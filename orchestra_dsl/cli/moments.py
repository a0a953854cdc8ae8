"""Instants as people type them: in local time, with an offset, or as a duration from now."""

from datetime import UTC, datetime, timedelta

from orchestra_dsl.graph.moments import parse_duration
from orchestra_dsl.workspace.errors import UsageError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read_moment(text: str, now: int) -> int:
    """The instant in microseconds since 1970. Raises UsageError, which says what is expected."""
    try:
        return now + parse_duration(text)
    except (ValueError, OverflowError):
        pass  # it is no duration, so it is an instant
    try:
        return (datetime.fromisoformat(text).astimezone(UTC) - _EPOCH) // timedelta(microseconds=1)
    except (ValueError, OverflowError) as error:
        hint = "Write it as 2026-03-02, 2026-03-02T09:00 or 2026-03-02T09:00+01:00, or say how long: 90m, 3d."
        raise UsageError(f"`{text}` is no instant", hint=hint) from error
