"""Tokens of calls: who holds one may answer the call. They are checked without being stored, and cannot be guessed.

A token says which row of the outbox it is of, and proves it with an HMAC under the secret of the store. It is of one
attempt of one call: keys of the outbox are never used twice.
"""

import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode

from attrs import frozen

from orchestra_dsl.runtime.errors import Refusal

_PREFIX = "call_"
"""By it people, and programs that look for secrets in the wrong places, see what it is."""
_PLACE = struct.Struct(">QQ")
_PROOF = 16
"""Bytes of the HMAC that a token carries."""
_LENGTH = _PLACE.size + _PROOF


@frozen
class CallPlace:
    """Which call a token is of: the store's numbers of its run and of its row in the outbox."""

    run: int
    key: int


def token_of(place: CallPlace, secret: bytes) -> str:
    """The token of a call."""
    data = _PLACE.pack(place.run, place.key)
    return _PREFIX + urlsafe_b64encode(data + _proof(data, secret)).decode().rstrip("=")


def read_token(token: str, secret: bytes) -> CallPlace:
    """Which call a token is of. Raises Refusal for what is no token of this store."""
    data = _bytes(token.strip())
    if data is None:
        what = f"this is no token of a call: one begins with {_PREFIX}, and is passed on whole, as it is"
        raise Refusal("not found", what)
    place, proof = data[: _PLACE.size], data[_PLACE.size :]
    if not hmac.compare_digest(_proof(place, secret), proof):
        what = "this token is of no call here: it is of another store, or has been changed on its way"
        raise Refusal("not found", what)
    return CallPlace(*_PLACE.unpack(place))


def _proof(data: bytes, secret: bytes) -> bytes:
    return hmac.digest(secret, data, "sha256")[:_PROOF]


def _bytes(token: str) -> bytes | None:
    """What a token carries; None for a text that is none."""
    text = token.removeprefix(_PREFIX)
    if text == token or not text.isascii():
        return None
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return None
    # Of several texts that stand for the same bytes only the one that was given out is a token.
    same = urlsafe_b64encode(data).decode().rstrip("=") == text
    return data if same and len(data) == _LENGTH else None
