"""A run with a model of everything around it: rows as a store keeps them, records, a directory, a clock.

Every event is applied three times: to the stored bytes, bringing facts as they are asked for; again to the stored
bytes, with the facts that the commit says it used; and to a state that is never stored. All three must agree to the
byte. After each commit `rows.check` compares the rows with the state.
"""

from typing import Any

import msgspec

from orchestra_dsl.graph.model import Graph
from orchestra_dsl.graph.moments import parse_datetime, parse_duration
from orchestra_dsl.graph.statuses import NOT_CLOSED, Status
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.commit import (
    AskPredicate,
    CallFlow,
    Commit,
    Done,
    GoOn,
    Item,
    Need,
    PutOff,
    Refused,
    listening,
)
from orchestra_dsl.interpreter.program import Program, load
from orchestra_dsl.interpreter.state import decode_state, encode_state, new_state
from orchestra_dsl.interpreter.step import step
from tests.interpreter.awake import check_awake
from tests.interpreter.rows import Rows, check

START = parse_datetime("2026-01-05T09:00Z").instant
HOUR = 3_600_000_000


class Refusal(Exception):
    """An act was refused; `code` says why in a word."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.message)
        self.code = refused.code


class Run:
    """One run of a graph. Acts answer the run itself, so that they can be chained."""

    def __init__(self, graph: Graph, program: Program | None = None) -> None:
        self.graph = graph
        self.program = program or load(graph)
        self.judge = load(graph)  # a program of its own, for those tests that count what theirs is asked
        self.stored = encode_state(new_state("run"))
        self.live = new_state("run")
        self.now = START
        self.rows = Rows()
        self.records: dict[tuple[str, str], dict[str, Any]] = {}
        self.groups: dict[str, list[str]] = {}
        self.unknown: set[str] = set()
        self.administrators: list[str] = []
        self.commits: list[Commit] = []
        self.applied: list[tuple[ev.Event, dict[Any, Any]]] = []
        self.put_off: list[ev.Act] = []
        self.behind = False
        self.count = 0
        self.names = {element.name: index for index, element in enumerate(graph.elements)}

    # --- acts ---------------------------------------------------------------------------------------------------

    def start(self, *arguments: Any) -> "Run":
        """The run begins, with stored arguments."""
        self.apply(ev.Started(arguments))
        return self

    def returns(self, step_: str, **outputs: Any) -> "Run":
        """The flow that a step has called answers."""
        self.apply(ev.FlowReturned(self.call(step_).ref, outputs))
        return self

    def fails(self, step_: str, code: str = "Oops", message: str = "it broke") -> "Run":
        """The flow that a step has called fails."""
        self.apply(ev.FlowFailed(self.call(step_).ref, code, message))
        return self

    def answers(self, predicate: str, *, value: bool, again_in: int | None = None, of: str | None = None) -> "Run":
        """The one question to this predicate (of this element) is answered."""
        question = self.question(predicate, of)
        self.apply(ev.PredicateAnswered(question.ref, predicate, question.arguments, value, again_in))
        return self

    def affirms(self, predicate: str, again_in: int | None = None, of: str | None = None) -> "Run":
        """The one question to this predicate is answered with yes."""
        return self.answers(predicate, value=True, again_in=again_in, of=of)

    def denies(self, predicate: str, again_in: int | None = None, of: str | None = None) -> "Run":
        """The one question to this predicate is answered with no."""
        return self.answers(predicate, value=False, again_in=again_in, of=of)

    def breaks(self, predicate: str, code: str = "Broken") -> "Run":
        """The one question to this predicate meets an error."""
        self.apply(ev.PredicateFailed(self.question(predicate).ref, predicate, code, "it broke"))
        return self

    def claims(self, user: str, step_: str, version: int | None = None) -> "Run":
        """A user claims the step's item."""
        self.apply(ev.ItemClaimed(self.item(step_).ref, version), user)
        return self

    def releases(self, user: str | None, step_: str, *, administrator: bool = False) -> "Run":
        """A user gives the step's item back."""
        self.apply(ev.ItemReleased(self.item(step_).ref), user, administrator=administrator)
        return self

    def reassigns(self, user: str | None, step_: str, *to: str, administrator: bool = False) -> "Run":
        """A user gives the step's item to others."""
        self.apply(ev.ItemReassigned(self.item(step_).ref, to), user, administrator=administrator)
        return self

    def delegates(self, user: str | None, step_: str, to: str, *, administrator: bool = False) -> "Run":
        """A user gives the step's item to one other."""
        self.apply(ev.ItemDelegated(self.item(step_).ref, f"user:{to}"), user, administrator=administrator)
        return self

    def completes(self, user: str, step_: str, version: int | None = None, **outputs: Any) -> "Run":
        """A user completes the step's item."""
        self.apply(ev.ItemCompleted(self.item(step_).ref, outputs, version), user)
        return self

    def advance(self, duration: str) -> "Run":
        """Time passes, the last instant included; timers come when they are due."""
        end = self.now + parse_duration(duration)
        while (timer := self.rows.next_timer()) is not None and timer[0] <= end:
            due, kind, ref = timer
            self.now = max(self.now, due)
            if self.apply(ev.TimerDue(kind, ref)) is None:
                self.rows.timers.pop((kind, ref), None)  # as a store does with a timer that came too late
        self.now = end
        self.check_awake()
        return self

    def write(self, record: str, id_: str, **fields: Any) -> "Run":
        """A record is written; the run hears of it when it watches what has changed."""
        before = self.records.get((record, id_), {})
        after = {**before, "id": id_, **fields}
        self.records[record, id_] = after
        names = tuple(sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name)))
        if any(self.rows.watched((record, id_, name)) for name in names):
            self.apply(ev.RecordChanged(record, id_, names))
        self.check_awake()
        return self

    def delete(self, record: str, id_: str) -> "Run":
        """A record is deleted."""
        del self.records[record, id_]
        self.apply(ev.RecordChanged(record, id_, None))
        return self

    def send(self, event: str, **fields: Any) -> "Run":
        """An event from outside; the run hears of it when it listens."""
        if self.rows.watched(listening(event)):
            self.apply(ev.MessageArrived(event, f"message {self.count}", fields))
        return self

    def cancel(self, *, administrator: bool = True) -> "Run":
        """An administrator ends the run."""
        self.apply(ev.RunCanceled("not needed"), "user:root", administrator=administrator)
        return self

    def retry(self, element: str, *, administrator: bool = True) -> "Run":
        """An administrator tries again what is in error."""
        self.apply(ev.ElementRetried(self.names[element]), "user:root", administrator=administrator)
        return self

    # --- what is there ------------------------------------------------------------------------------------------

    def call(self, step_: str) -> CallFlow:
        """The one call under way of a step."""
        (call,) = (each for each in self.calls if each.ref.element == self.names[step_])
        return call

    @property
    def calls(self) -> list[CallFlow]:
        """The calls under way, oldest first."""
        return [each for each in self.rows.effects.values() if isinstance(each, CallFlow)]

    @property
    def calling(self) -> list[str]:
        """The names of the steps whose calls are under way, oldest first."""
        return [self.graph.elements[each.ref.element].name for each in self.calls]

    def question(self, predicate: str, of: str | None = None) -> AskPredicate:
        """The one question under way to a predicate."""
        (question,) = (
            each
            for each in self.questions
            if each.predicate == predicate and (of is None or each.ref.element == self.names[of])
        )
        return question

    @property
    def questions(self) -> list[AskPredicate]:
        """The questions under way, oldest first."""
        return [each for each in self.rows.effects.values() if isinstance(each, AskPredicate)]

    def item(self, step_: str) -> Item:
        """The latest item of a step, open or not."""
        return [each for each in self.rows.items.values() if each.element == step_][-1]

    @property
    def open(self) -> list[str]:
        """The names of the steps with open items."""
        return [each.element for each in self.open_items]

    @property
    def open_items(self) -> list[Item]:
        """The open items, oldest first."""
        return [each for each in self.rows.items.values() if each.status in NOT_CLOSED]

    @property
    def timers(self) -> list[tuple[str, str, int]]:
        """The timers that are set, by due time: kind, element, seconds from now."""
        found = sorted((due, kind, ref) for (kind, ref), due in self.rows.timers.items())
        return [
            (kind, self.graph.elements[ref.element].name, (due - self.now) // 1_000_000) for due, kind, ref in found
        ]

    @property
    def watches(self) -> dict[str, list[str]]:
        """What elements watch: `Case.c1.status`."""
        named = ((self.graph.elements[index].name, reads) for index, reads in self.rows.watches.items())
        return {name: [".".join(read) for read in reads] for name, reads in named}

    @property
    def status(self) -> str:
        """The run's status, with the outcome or reason it ended with, or the error it is in."""
        summary = self.commits[-1].summary
        more = summary.outcome or summary.error
        return summary.status.words + (f": {more}" if more else "")

    def stands(self, element: str) -> str:
        """The status of an open stage or step, else what its timeline said last."""
        index = self.names[element]
        state = decode_state(self.stored)
        found = state.steps.get(index) or state.stages.get(index)
        if found is not None:
            return Status(found.status).words
        history = self.happened(element)
        return history[-1] if history else Status.NOT_STARTED.words

    def happened(self, element: str) -> list[str]:
        """What the timeline says of an element, in order."""
        index = self.names[element]
        return [note.what for commit in self.commits for note in commit.notes if note.element == index]

    @property
    def story(self) -> list[str]:
        """The last event's timeline: `a.x started`."""
        names = [*self.graph.elements]
        return [f"{names[note.element].name} {note.what}" for note in self.commits[-1].notes if note.element >= 0]

    def value(self, name: str) -> Any:
        """The stored value of a variable."""
        index = [each.name for each in self.graph.variables].index(name)
        return decode_state(self.stored).variables.get(index)

    # --- machinery ----------------------------------------------------------------------------------------------

    def apply(self, act: ev.Act, actor: str | None = None, *, administrator: bool = False) -> Commit | None:
        """Apply one event in three ways that must agree."""
        self.count += 1
        actor = f"user:{actor}" if actor and ":" not in actor else actor
        event = ev.Event(f"event {self.count}", self.now, act, actor, "test", administrator)
        answer, facts = self.bring(event)
        if isinstance(answer, Refused):
            raise Refusal(answer)
        if isinstance(answer, PutOff):
            self.put_off.append(act)
            self.rows.answered(act)
            return None
        self.applied.append((event, facts))
        if answer.commit is None:
            return None
        commit = answer.commit
        assert commit.facts.keys() <= facts.keys()
        self.agree(event, commit)
        self.commits.append(commit)
        self.rows.write(commit)
        self.go_on(commit)
        if not self.behind:
            check(self.program, decode_state(self.stored), self.rows)
            self.check_awake()
        return commit

    def agree(self, event: ev.Event, commit: Commit) -> None:
        """The facts of the history and a state that was never stored lead to the same commit."""
        stored = _bytes(commit)
        again = step(self.program, decode_state(self.stored), event, commit.facts)
        assert isinstance(again, Done)
        assert again.commit is not None
        assert _bytes(again.commit) == stored, "the facts of the history do not lead to the same commit"
        live = step(self.program, self.live, event, commit.facts)
        assert isinstance(live, Done)
        assert live.commit is not None
        assert _bytes(live.commit) == stored, "a state that was never stored goes another way"
        self.live = live.commit.state
        self.stored = encode_state(commit.state)
        assert encode_state(decode_state(self.stored)) == self.stored

    def go_on(self, commit: Commit) -> None:
        """The run is suspended no longer: what was put off is applied, and only then everything has to hold."""
        if any(isinstance(each, GoOn) for each in commit.posts):
            late, self.put_off, self.behind = self.put_off, [], True
            self.rows.coming.clear()
            for act in late:
                self.apply(act)
            self.behind = False

    def check_awake(self) -> None:
        """Nobody has missed anything, once all timers that are due have come."""
        if decode_state(self.stored).suspended:
            return
        timer = self.rows.next_timer()
        if timer is None or timer[0] > self.now:
            check_awake(self.judge, decode_state(self.stored), self.now, self.fact)

    def bring(self, event: ev.Event) -> tuple[Done | Refused | PutOff, dict[Any, Any]]:
        """Apply an event to the stored bytes, bringing the facts that it asks for."""
        facts: dict[Any, Any] = {}
        while True:
            before = decode_state(self.stored)
            answer = step(self.program, before, event, facts)
            if not isinstance(answer, Need):
                if isinstance(answer, Done) and answer.commit is None:
                    assert encode_state(before) == self.stored, "an event that came too late has changed the state"
                return answer, facts
            assert answer.keys
            assert not set(answer.keys) & facts.keys(), "a fact that was given is asked for again"
            facts |= {key: self.fact(key) for key in answer.keys}

    def fact(self, key: tuple[Any, ...]) -> Any:
        """The answer to a question about the world outside."""
        answers: dict[str, Any] = {
            "record": lambda record, id_: self.records.get((record, id_)),
            "known": lambda principal: principal not in self.unknown,
            "member": lambda user, principal: user in self._members(principal),
            "someone": lambda principal, excluded: bool(set(self._members(principal)) - set(excluded)),
            "members": lambda principal: sorted(self._members(principal)),
            "administrators": lambda: self.administrators,
            "manager": lambda user: f"{user}s-manager",
            "stands in for": lambda _user, _at: [],
            "policies": dict,
            "offset": lambda zone, _: {"Europe/Berlin": 3600}.get(zone),
        }
        return answers[key[0]](*key[1:])

    def _members(self, principal: str) -> list[str]:
        return [f"user:{each}" for each in self.groups.get(principal.partition(":")[2], [])]


def _bytes(commit: Commit) -> bytes:
    """Everything in a commit as bytes, the order of the facts apart."""
    facts = sorted((repr(key), answer) for key, answer in commit.facts.items())
    plain = msgspec.structs.replace(commit, facts={}, state=None)
    return msgspec.msgpack.encode((encode_state(commit.state), plain, facts))
