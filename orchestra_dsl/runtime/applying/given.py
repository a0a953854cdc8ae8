"""What callers of the engine hand in is of the type that it is declared to be.

Python lets a caller give `True` where a number belongs. Stored in a run it would be a value that the run cannot be read
with again, so it is refused before anything comes of it.
"""

import re
from typing import Literal

import msgspec

from orchestra_dsl.graph.values import is_principal
from orchestra_dsl.interpreter.events import Act, Event
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.errors import Refusal

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Event).decode
_PLACE = re.compile(r"(?P<what>.*) - at `\$(?:\.act)?\.(?P<field>\w+).*`", re.DOTALL)


def check_sender(by: object, event_id: object = None) -> None:
    """Refuse an act that does not say as it should who acts, or under which name of the caller's own."""
    if not isinstance(by, Acting):
        raise Refusal("bad value", f"say who acts by what `engine.by(…)` gives, not by {by!r:.100}")
    if event_id is not None:
        _check_name(event_id)


def _check_name(event_id: object) -> None:
    """Refuse what is no name: under an empty one every act but the first would be taken for done."""
    if not isinstance(event_id, str):
        raise Refusal("bad value", f"an event_id is a text, not {event_id!r:.100}")
    if not event_id.strip():
        raise Refusal("bad value", "an event_id is empty: give the act a name that no other has, or none at all")
    try:
        event_id.encode()
    except UnicodeEncodeError as error:
        what = "an event_id cannot be stored: it has half a character, which no text in UTF-8 can hold"
        raise Refusal("bad value", what) from error


def own_name(kind: Literal["start", "write", "event", "act"], event_id: str | None) -> str | None:
    """The name under which the store notes what somebody has named: each kind has its own, so that none is another."""
    return None if event_id is None else f"{kind}/{event_id}"


def check_user(user: object) -> None:
    """Refuse what names no user."""
    if not isinstance(user, str) or not user.startswith("user:") or not is_principal(user):
        raise Refusal("bad value", f"a user is named such as user:ann, not by {user!r:.100}")


def check_act(act: Act) -> None:
    """Refuse an act one of whose values is of another type than it should be, or cannot be stored."""
    try:
        _decode(_encode(Event("", 0, act)))
    except msgspec.ValidationError as error:
        found = _PLACE.fullmatch(str(error))
        what = str(error) if found is None else f"{found['field']}: {found['what']}"
        raise Refusal("bad value", what) from error
    except OverflowError:
        return  # of a whole number that is too large the interpreter says what it may be
    except UnicodeEncodeError as error:
        message = "it cannot be stored: it has half a character, which no text in UTF-8 can hold"
        raise Refusal("bad value", message) from error
    except TypeError as error:
        raise Refusal("bad value", f"it cannot be stored: {error}") from error
