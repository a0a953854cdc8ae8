"""Answer a call from outside, by its token."""

import msgspec

from orchestra_dsl.interpreter.events import FlowFailed, FlowReturned
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.requests.answered import Answered, kept_answer
from orchestra_dsl.runtime.requests.deliver import Deliver
from orchestra_dsl.runtime.store.rows import OutboxRow

OVER = (
    "nobody waits for this call any more: it has been answered, its time was up, or its step or run has ended; "
    "another attempt has a token of its own"
)


def name_of(key: int) -> str:
    """The name under which a call is answered: it is done once."""
    return f"call/{key}"


class AnswerCall(Deliver):
    """Complete a call, or let it fail; answers False where the same has been said before, by the same token.

    Raises Refusal where something else has been said before, and where nobody waits for the call any more.
    """

    def __init__(self, row: OutboxRow, act: FlowReturned | FlowFailed, answer: Answered, by: Acting) -> None:
        super().__init__(row.run, act, by, label=name_of(row.key))
        self.name = name_of(row.key)
        self.said = answer
        self.outbox = row.key

    def perform(self, batch: Batch) -> bool:
        """Apply the answer."""
        made = batch.made_by(self.run, self.name)
        if made is not None:
            kept_answer(made[0]).check_same(self.said)
            return False
        if self._has_gone(batch):
            raise Refusal("not open", OVER)
        loaded = batch.load(self.run)
        if self.at is None:
            self.at = batch.now(loaded)
        event = self._event(max(self.at, loaded.at))
        commit = batch.attempt(loaded, event, self.facts)
        if commit is None:  # an event of this very batch has ended it
            raise Refusal("not open", OVER)
        batch.apply(loaded, event, commit)
        batch.name(self.run, self.name, msgspec.json.encode(self.said).decode())
        return True
