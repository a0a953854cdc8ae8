"""The interpreter that runs orchestrations, with what a store would keep of its commits."""

from collections.abc import Iterator
from typing import Any

import msgspec
from attrs import Factory, define

from orchestra_dsl.graph.elements import ROOT
from orchestra_dsl.graph.model import Graph
from orchestra_dsl.graph.statuses import FINISHED, NOT_CLOSED, Status
from orchestra_dsl.interpreter import commit as co
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.program import Program, load
from orchestra_dsl.interpreter.state import State, decode_state, encode_state, new_state
from orchestra_dsl.interpreter.step import step
from orchestra_dsl.runtime.applying.facts import Facts, look_up
from tests.interpreter.rows import Rows, check
from tests.model.work_items import Refused
from tests.model.world import World

NO_RECORDS: Any = None  # what is asked about time is answered without the store
Call = co.CallFlow | co.StartRun | co.UpdateRecord | co.TakeLock | co.LeaveLock
_WORDS = {status.words: status for status in FINISHED}


@define
class Fast:
    """A run of the interpreter; `calls` are all that it has made, in their order, under the names of their refs."""

    graph: Graph
    world: World
    program: Program = Factory(lambda self: load(self.graph), takes_self=True)
    stored: bytes = Factory(lambda: encode_state(new_state("run")))
    rows: Rows = Factory(Rows)
    calls: list[Call] = Factory(list)
    told: list[co.Tell] = Factory(list)
    ended_children: list[str] = Factory(list)
    stilled_children: list[tuple[str, bool]] = Factory(list)
    put_off: list[ev.Act] = Factory(list)
    behind: bool = False
    last: dict[int, str] = Factory(dict)
    summary: co.Summary = Factory(lambda: co.Summary(Status.NOT_STARTED))
    events: int = 0

    def name(self, element: int) -> str:
        """The name of an element."""
        return self.graph.elements[element].name

    @property
    def state(self) -> State:
        """The state, fresh from its bytes."""
        return decode_state(self.stored)

    def apply(self, act: ev.Act, actor: str | None = None, *, administrator: bool = False) -> bool:
        """Apply an event; False where it came too late. Raises Refused."""
        self.events += 1
        event = ev.Event(f"event {self.events}", self.world.now, act, actor, "test", administrator)
        facts: dict[Any, Any] = {}
        while True:
            answer = step(self.program, self.state, event, facts)
            match answer:
                case co.Need(keys=keys):
                    facts |= {key: self.fact(key) for key in keys}
                case co.Refused(message=message):
                    raise Refused(message)
                case co.Done(commit=None):
                    return False
                case co.PutOff():
                    self.put_off.append(act)
                    self.rows.answered(act)
                    return False
                case co.Done(commit=co.Commit() as commit):
                    self._write(commit)
                    return True

    def _write(self, commit: co.Commit) -> None:
        self.stored, outputs = encode_state(commit.state), commit.summary.outputs or self.summary.outputs
        self.summary = msgspec.structs.replace(commit.summary, outputs=outputs)  # those of a run that has ended stay
        self.rows.write(commit)
        for outgoing in commit.effects:
            match outgoing.effect:
                case co.CallFlow() as call:
                    self.calls.append(call)
                case co.Tell() as tell:
                    self.told.append(tell)
                    del self.rows.effects[outgoing.name]
        for post in commit.posts:
            match post:
                case co.StartRun() | co.UpdateRecord() | co.TakeLock() | co.LeaveLock():
                    self.calls.append(post)
                case co.CancelRun(run=run):
                    self.ended_children.append(run)
                case co.SuspendRun(run=run, resume=resume):
                    self.stilled_children.append((run, resume))
        for note in commit.notes:
            self._remember(note)
        if any(isinstance(post, co.GoOn) for post in commit.posts):
            put_off, self.put_off = self.put_off, []
            self.rows.coming.clear()
            self.behind = True
            for act in put_off:
                self.apply(act)
            self.behind = False
        if not self.behind:
            check(self.program, self.state, self.rows)

    def _remember(self, note: co.Note) -> None:
        """What has become of stages and steps that are not open any more, as histories tell it."""
        if note.what == "entered":
            self.last.pop(note.element, None)
            element = self.graph.elements[note.element]
            for index, each in enumerate(self.graph.elements):
                if each.scope == note.element and element is not each:
                    self.last.pop(index, None)
            return
        if note.what in _WORDS and note.element != ROOT and "instance" not in note.detail:
            self.last[note.element] = note.what

    def next_timer(self) -> tuple[int, str, ev.Ref] | None:
        """The timer that is due first: by time, then by source order, then by the order of the list (rule 21)."""
        order = sorted(self.rows.timers.items(), key=_in_order)
        return next(((due, kind, ref) for (kind, ref), due in order), None)

    def timers_due(self) -> Iterator[None]:
        """Let the timers that are due come, one after the other."""
        while (timer := self.next_timer()) is not None and timer[0] <= self.world.now:
            if not self.apply(ev.TimerDue(timer[1], timer[2])):
                self.rows.timers.pop((timer[1], timer[2]), None)
            yield

    def changed(self, type_: str, id_: str, fields: tuple[str, ...] | None) -> None:
        """A record has changed: the run hears of it if it watches what has."""
        watched = any(self.rows.watched((type_, id_, name)) for name in fields or ("id",))
        anything = any((type_, id_) == read[:2] for reads in self.rows.watches.values() for read in reads)
        if watched or (fields is None and anything):
            self.apply(ev.RecordChanged(type_, id_, fields))

    @property
    def questions(self) -> list[co.AskPredicate]:
        """The questions to predicates that are under way."""
        return [each for each in self.rows.effects.values() if isinstance(each, co.AskPredicate)]

    def item(self, element: int, instance: int) -> co.Item:
        """The latest work item of an instance of a step."""
        found = [
            each for each in self.rows.items.values() if (each.ref.element, each.ref.instance) == (element, instance)
        ]
        return max(found, key=lambda each: each.ref.visit)

    @property
    def open_items(self) -> list[co.Item]:
        """The items that are to be done, now or later."""
        return [each for each in self.rows.items.values() if each.status in NOT_CLOSED]

    def fact(self, key: tuple[Any, ...]) -> Any:
        """The answer to a question about the world outside."""
        world = self.world
        match key:
            case ("record", type_, id_):
                return world.record(type_, id_)
            case ("known", principal):
                return principal not in world.strangers
            case ("member", user, principal):
                return user in world.users(principal)
            case ("someone", principal, excluded):
                return bool(set(world.users(principal)) - set(excluded))
            case ("members", principal):
                return list(world.users(principal))
            case ("administrators",):
                return list(world.administrators)
            case ("manager", user):
                return world.manager(user)
            case ("stands in for", *_):
                return []
            case ("policies",):
                return {}
        known: Facts = {}
        look_up([key], self.graph, NO_RECORDS, known)
        return known[key]


def _in_order(timer: tuple[tuple[str, ev.Ref], int]) -> tuple[int, int, int, str, int]:
    """The order of timers, as a store has it."""
    (kind, ref), due = timer
    return due, ref.element, ref.instance, kind, ref.attempt
