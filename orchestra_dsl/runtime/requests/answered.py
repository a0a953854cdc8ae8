"""What is kept of an answer from outside, beside the name under which it was applied: enough to know it again."""

import json
from hashlib import sha256
from typing import Any, Literal

import msgspec
from msgspec import Struct

from orchestra_dsl.runtime.errors import Refusal

How = Literal["completed", "failed"]


class Answered(Struct, frozen=True):
    """How a call was answered, and of which flow it was. What was said is in the history; `digest` is of it."""

    flow: str
    how: How
    digest: str

    def check_same(self, again: "Answered") -> None:
        """Refuse another answer than the first."""
        if self != again:
            raise self.other(again.how)

    def other(self, how: How) -> Refusal:
        """What whoever answers otherwise, in this way, has to know."""
        otherwise = f", with {_OTHERS[how]}" if self.how == how else ""
        return Refusal("answered", f"this call has {_WORDS[self.how]} already{otherwise}; the first answer counts")


def answer_of(flow: str, how: How, said: Any) -> Answered:
    """An answer in which stored values were said."""
    return Answered(flow, how, sha256(json.dumps(said, sort_keys=True).encode()).hexdigest())


def kept_answer(made: str | None) -> Answered:
    """An answer as it was kept."""
    return msgspec.json.decode(made or "", type=Answered)


_WORDS = {"completed": "been completed", "failed": "failed"}
_OTHERS = {"completed": "other outputs", "failed": "another error"}
