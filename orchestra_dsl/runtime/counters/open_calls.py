"""Calls that are answered from outside: whoever holds the token of one completes it, or lets it fail."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from orchestra_dsl.graph.accept import BadValue, accept_fields
from orchestra_dsl.graph.error_names import LONGEST_MESSAGE, LONGEST_NAME
from orchestra_dsl.graph.types import Field
from orchestra_dsl.interpreter.commit import CallFlow
from orchestra_dsl.interpreter.events import FlowFailed, FlowReturned
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.counters.tokens import CallPlace, read_token, token_of
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.requests.answer_call import OVER, AnswerCall, How, check_same, event_id
from orchestra_dsl.runtime.store.rows import OutboxRow

HOLDER = Acting(None, "token")
"""Who answers a call through no other door: whoever holds its token."""


@frozen
class OpenCall:
    """A call that waits for somebody outside: of which step, which flow and attempt, since when, and its token."""

    element: str
    flow: str
    attempt: int
    since: int
    token: str


class OpenCalls:
    """The counter for calls that flows have left open (`Later`), or that are not answered yet.

    The token is all that is needed: who acts is only noted. Each act answers whether it has changed anything: the
    second one with the same token does not, and is no error.
    """

    def __init__(self, core: Core) -> None:
        self._core = core

    def waiting(self, run_id: str, by: Acting) -> list[OpenCall]:
        """The calls of a run that wait for somebody outside, with their tokens. Raises Refusal for who may not know."""
        key = self._core.run_key(run_id)
        if not by.administrator:
            raise Refusal("not allowed", "only an administrator may see the tokens of calls: who has one may answer")
        with self._core.store.reading() as reads:
            rows = [row for row in reads.outbox_of(key) if row.later is not None]
        return [self._open_call(row) for row in rows]

    def _open_call(self, row: OutboxRow) -> OpenCall:
        assert isinstance(row.effect, CallFlow)
        assert row.later is not None
        element = self._core.programs.of_run(row.graph).elements[row.effect.ref.about].name
        token = token_of(CallPlace(row.run, row.key), self._core.secret)
        return OpenCall(element, row.effect.flow, row.effect.ref.attempt, row.later, token)

    def flow(self, token: str) -> str | None:
        """The flow that is called; None where it has been answered already. Raises Refusal: nobody waits."""
        row = self._row(token, None)
        return None if row is None or not isinstance(row.effect, CallFlow) else row.effect.flow

    def outputs(self, token: str) -> tuple[Field, ...] | None:
        """What completing a call asks for; None where it has been answered already. Raises Refusal: nobody waits."""
        row = self._row(token, None)
        return None if row is None else self._outputs(row)

    def complete(self, token: str, outputs: Mapping[str, Any], by: Acting = HOLDER) -> bool:
        """Answer a call with its outputs. Raises Refusal: they do not fit, or nobody waits."""
        row = self._row(token, "completed")
        if row is None:
            return False
        try:
            stored = accept_fields(self._outputs(row), outputs)
        except BadValue as error:
            raise Refusal("bad value", str(error)) from error
        return self._core.submit(AnswerCall(row, FlowReturned(row.effect.ref, stored), by)).result()

    def fail(self, token: str, name: str, message: str, by: Acting = HOLDER) -> bool:
        """Let a call fail, with a name that `on error "Name"` catches. Raises Refusal where nobody waits."""
        if not name.strip():
            raise Refusal("bad value", "an error needs a name, which `on error` catches")
        row = self._row(token, "failed")
        if row is None:
            return False
        act = FlowFailed(row.effect.ref, name[:LONGEST_NAME], message[:LONGEST_MESSAGE])
        return self._core.submit(AnswerCall(row, act, by)).result()

    def _row(self, token: str, how: How | None) -> OutboxRow | None:
        """The call; None where it has been answered in this way already. Raises Refusal."""
        place = read_token(token, self._core.secret)
        with self._core.store.reading() as reads:
            row = reads.outbox_row(place.key)
            made = reads.was_applied(place.run, event_id(place.key)) if row is None else None
        if row is not None and isinstance(row.effect, CallFlow):
            return row
        if made is None:
            raise Refusal("not open", OVER)
        if how is not None:
            check_same(made[0], how)
        return None

    def _outputs(self, row: OutboxRow) -> tuple[Field, ...]:
        graph = self._core.programs.of_run(row.graph).graph
        assert isinstance(row.effect, CallFlow)
        flow = row.effect.flow
        return next(each.outputs for each in graph.flows if each.name == flow)
