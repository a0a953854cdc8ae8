"""How effects are answered on trial: flows and predicates are called at once, and what people are told is kept."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from threading import Event
from typing import Any

from attrs import frozen

from orchestra_dsl.graph.model import Graph
from orchestra_dsl.interpreter.commit import CallFlow, Tell
from orchestra_dsl.interpreter.events import Act, TellFailed, Told
from orchestra_dsl.plugin.calls import Calls
from orchestra_dsl.plugin.context import Notification
from orchestra_dsl.plugin.invocation import Answered, Failed, Returned
from orchestra_dsl.plugin.kit import carry_out, carry_out_flow
from orchestra_dsl.plugin.later import Later
from orchestra_dsl.plugin.progress import Progress
from orchestra_dsl.plugin.registry import Registry
from orchestra_dsl.runtime.applying.substitution import places_taken
from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.counters.flow_writes import write_for_flow
from orchestra_dsl.runtime.counters.tokens import CallPlace, token_of
from orchestra_dsl.runtime.requests.note_later import NoteLater
from orchestra_dsl.runtime.store.rows import OutboxRow
from orchestra_dsl.runtime.worker.effects import act_of, body_for, name_of, request_of
from orchestra_dsl.scenario.pump import Reply

_MICROSECOND = timedelta(microseconds=1)


@frozen
class Called:
    """A call that was made: of which flow or predicate, with which stored arguments, and what came of it.

    `progress` is what its flow has said of how far it has come, in order.
    """

    name: str
    arguments: Mapping[str, Any]
    answer: Returned | Later | Answered | Failed
    progress: tuple[Progress, ...] = ()


class KeepingCalls(Calls):
    """The calls of a project, whose channels tell nobody: what would be told is kept, each notification once."""

    def __init__(self, registry: Registry, now: Callable[[], int]) -> None:
        super().__init__(registry, now)
        self.told: dict[str, Notification] = {}

    def _tell(self, via: str, notification: Notification, run: str, step: str) -> None:  # noqa: ARG002 - of all channels
        self.registry.channel(via)  # one that nobody supplies is missing here as it is there
        self.told.setdefault(notification.key, notification)


class Caller:
    """Answers the effects of a trial's runs with what plugins answer. `delays` are the times that calls take."""

    def __init__(self, core: Core, calls: KeepingCalls) -> None:
        self._core = core
        self._calls = calls
        self.made: list[Called] = []
        self.delays: dict[str, timedelta] = {}

    def respond(self, row: OutboxRow, graph: Graph) -> Reply | None:
        """Carry out an effect now; its answer comes when its time has passed, or from outside (None)."""
        now = self._core.clock.now()
        if isinstance(row.effect, Tell):
            return Reply(self._tell(row, row.effect, graph), now)
        delay = self.delays.get(name_of(row), timedelta())
        act = self._call(row, graph)
        return None if act is None else Reply(act, now + delay // _MICROSECOND)

    def _call(self, row: OutboxRow, graph: Graph) -> Act | None:
        def update(type_: str, id_: str, fields: Mapping[str, Any], name: str) -> None:
            write_for_flow(self._core, row.run_id, type_, id_, fields, name)

        def token() -> str:
            return token_of(CallPlace(row.run, row.key), self._core.secret)

        said: list[Progress] = []
        request = request_of(
            row, graph, fetch=self._fetch, update=update, cancelled=Event(), token=token, report=said.append
        )
        answer: Returned | Later | Answered | Failed
        if isinstance(row.effect, CallFlow):
            answer = carry_out_flow(self._calls.flow(request))
        else:
            answer = carry_out(self._calls.predicate(request))
        self.made.append(Called(name_of(row), request.arguments, answer, tuple(said)))
        if isinstance(answer, Later):
            self._core.submit(NoteLater(row.run, row.key)).result()
            return None
        return act_of(row, answer)

    def _fetch(self, type_: str, id_: str) -> Mapping[str, Any] | None:
        with self._core.store.reading() as reads:
            found = reads.record(type_, id_)
        return None if found is None else found.fields

    def _tell(self, row: OutboxRow, effect: Tell, graph: Graph) -> Act:
        directory = self._core.directory
        members = {each: directory.members(each) for each in (*effect.to, *effect.but)}
        places = places_taken(directory, effect, members, self._core.clock.now())
        people = (*effect.users(members.__getitem__), *places)
        step = graph.elements[effect.element].name
        for user in people:
            key = f"{effect.key}/{user.partition(':')[2]}"
            body = body_for(effect, places, user)
            failed = self._calls.tell(effect.channel, user, effect.subject, body, key=key, run=row.run_id, step=step)
            if isinstance(failed, Failed):  # whoever tells nobody puts nothing off either
                return TellFailed(effect.ref, effect.element, effect.channel, (), failed.message)
        return Told(effect.ref, effect.element, effect.channel, people, places)
