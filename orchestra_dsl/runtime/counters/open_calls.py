"""Calls that are answered from outside: whoever holds the token of one completes it, or lets it fail."""

from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen

from orchestra_dsl.graph.accept import BadValue, accept_fields
from orchestra_dsl.graph.error_names import LONGEST_MESSAGE, LONGEST_NAME
from orchestra_dsl.graph.types import Field
from orchestra_dsl.interpreter.commit import CallFlow
from orchestra_dsl.interpreter.events import FlowFailed, FlowReturned, Ref
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.counters.tokens import CallPlace, read_token, token_of
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.requests.answer_call import OVER, AnswerCall, name_of
from orchestra_dsl.runtime.requests.answered import Answered, answer_of, kept_answer
from orchestra_dsl.runtime.store.rows import OutboxRow

_Act = FlowReturned | FlowFailed

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
    same one again does not, and is no error; another one with the same token is refused.
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

    def flow(self, token: str) -> str:
        """The flow that is called, or was until somebody answered. Raises Refusal: nobody waits."""
        return self._called(token).flow

    def outputs(self, token: str) -> tuple[Field, ...]:
        """What completing a call asks for, or asked for until somebody answered. Raises Refusal: nobody waits."""
        return self._outputs(self._called(token))

    def complete(self, token: str, outputs: Mapping[str, Any], by: Acting = HOLDER) -> bool:
        """Answer a call with its outputs. Raises Refusal: they do not fit, others were given, or nobody waits."""
        called = self._called(token)
        try:
            stored = accept_fields(self._outputs(called), outputs)
        except BadValue as error:
            before = called.before
            raise (before.other("completed") if before else Refusal("bad value", str(error))) from error
        answer = answer_of(called.flow, "completed", stored)
        return self._answer(called, answer, lambda ref: FlowReturned(ref, stored), by)

    def fail(self, token: str, name: str, message: str, by: Acting = HOLDER) -> bool:
        """Let a call fail, with a name that `on error "Name"` catches.

        Raises Refusal where something else was answered, and where nobody waits.
        """
        if not name.strip():
            raise Refusal("bad value", "an error needs a name, which `on error` catches")
        name, message = name[:LONGEST_NAME], message[:LONGEST_MESSAGE]
        called = self._called(token)
        answer = answer_of(called.flow, "failed", [name, message])
        return self._answer(called, answer, lambda ref: FlowFailed(ref, name, message), by)

    def _called(self, token: str) -> "_Called":
        """The call of a token. Raises Refusal."""
        place = read_token(token, self._core.secret)
        with self._core.store.reading() as reads:
            row = reads.outbox_row(place.key)
            if row is not None and isinstance(row.effect, CallFlow):
                return _Called(row.graph, row.effect.flow, row)
            made = reads.was_applied(place.run, name_of(place.key))
            run = reads.run(place.run)
        if made is None or run is None:
            raise Refusal("not open", OVER)
        before = kept_answer(made[0])
        return _Called(run.graph, before.flow, None, before)

    def _outputs(self, called: "_Called") -> tuple[Field, ...]:
        graph = self._core.programs.of_run(called.graph).graph
        return next(each.outputs for each in graph.flows if each.name == called.flow)

    def _answer(self, called: "_Called", answer: Answered, act: Callable[[Ref], _Act], by: Acting) -> bool:
        if called.before is not None:
            called.before.check_same(answer)
            return False
        assert called.row is not None
        assert isinstance(called.row.effect, CallFlow)
        return self._core.carry_out(AnswerCall(called.row, act(called.row.effect.ref), answer, by))


@frozen
class _Called:
    """The call that a token is of, by its run's graph and its flow: it waits, or how it was answered before."""

    graph: int
    flow: str
    row: OutboxRow | None
    before: Answered | None = None
