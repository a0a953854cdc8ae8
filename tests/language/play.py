"""A small player for `.orch` texts: the real compiler and interpreter, everything outside of them simulated.

    play = Player(TEXT, flows={"crm.classify": [{"severity": "S1"}]}, groups={"Agents": ["ann"]})
    play.start("5001")
    play.complete("triage.look", "ann", ok=True)
    assert play.ended == "Done"

Every event goes through a round trip of the stored bytes; what the commits say is kept as rows, like in a store.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from orchestra_dsl.compile.pipeline import compile_source
from orchestra_dsl.graph.accept import accept_fields, accept_record
from orchestra_dsl.graph.model import Package
from orchestra_dsl.graph.moments import parse_datetime, parse_duration
from orchestra_dsl.graph.statuses import ItemStatus
from orchestra_dsl.interpreter import commit as co
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.program import load
from orchestra_dsl.interpreter.state import decode_state, encode_state, new_state
from orchestra_dsl.interpreter.step import step
from orchestra_dsl.runtime.applying.facts import Facts, look_up
from orchestra_dsl.source import SourceFile

Answer = dict[str, Any] | Exception
NO_RECORDS: Any = None  # what is asked about time is answered without the store
START = parse_datetime("2026-01-05T09:00Z").instant


PLAYED: list[str] = []
"""The texts that the present test has compiled to play them (conftest.py)."""


class Fails(Exception):
    """An answer of a flow: it fails with the error of this name."""


class Refusal(Exception):
    """The interpreter refused an act."""


def compiled(text: str, files: Mapping[str, str] | None = None) -> tuple[Package, list[str]]:
    """Compile a text, which may import `files`, to be played; with the findings that are only warnings."""
    texts = {"test.orch": text, **(files or {})}
    result = compile_source("test.orch", lambda path: SourceFile(path, texts[path]), None)
    problems = [f"{each.code} {each.message}" for each in result.diagnostics]
    assert result.package is not None, problems
    PLAYED.extend(texts.values())
    return result.package, problems


class Player:
    """One run of the first orchestration in a text, or of `name`."""

    gone: frozenset[str] = frozenset()
    """Users whom the directory does not know any more."""

    def __init__(
        self,
        text: str,
        *,
        name: str | None = None,
        files: Mapping[str, str] | None = None,
        flows: Mapping[str, Sequence[Answer]] | None = None,
        predicates: Mapping[str, Callable[..., bool]] | None = None,
        groups: Mapping[str, Sequence[str]] | None = None,
        managers: Mapping[str, str] | None = None,
    ) -> None:
        package, self.warnings = compiled(text, files)
        orchestrations = {each.graph.name: each for each in package.orchestrations}
        self.compiled = orchestrations[name] if name else next(iter(orchestrations.values()))
        self.graph = self.compiled.graph
        self.declared = {record.name: record for record in package.records}
        self.events = {event.name: event.fields for event in package.events}
        self.program = load(self.graph)
        self.indices = {element.name: index for index, element in enumerate(self.graph.elements)}
        self.administrators: list[str] = []
        self.posts: list[co.Post] = []
        self.put_off: list[ev.Act] = []
        self.substitutes: dict[str, tuple[str, ...]] = {}
        self.locked: list[str] = []
        self.lines: dict[str, list[ev.Ref]] = {}
        self.flows = {flow: list(answers) for flow, answers in (flows or {}).items()}
        self.predicates = dict(predicates or {})
        self.groups = dict(groups or {})
        self.managers = dict(managers or {})
        self.records: dict[tuple[str, str], dict[str, Any]] = {}
        self.now = START
        self.state = encode_state(new_state("run-1"))
        self.notes: list[tuple[str, str, dict[str, Any]]] = []
        self.calls: list[co.CallFlow] = []
        self.notices: list[co.Tell] = []
        self.outbox: dict[str, co.Effect] = {}
        self.timers: dict[tuple[str, ev.Ref], int] = {}
        self.items: dict[str, co.Item] = {}
        self.watched: dict[tuple[int, int], tuple[tuple[str, str, str], ...]] = {}
        self.summary: co.Summary | None = None
        self.steps_run = 0

    # --- acts ---------------------------------------------------------------------------------------------------

    def start(self, *arguments: Any) -> "Player":
        """Start the run with stored arguments, and let it go as far as it can."""
        self.apply(ev.Started(arguments))
        return self.settle()

    def put(self, record: str, **fields: Any) -> "Player":
        """Write a record; wake the run if it watches a field that has changed."""
        id_ = fields["id"]
        before = self.records.get((record, id_), {})
        after = accept_record(self.declared[record], {**before, **fields})
        self.records[record, id_] = after
        changed = tuple(sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name)))
        watched = {(type_, which, field) for reads in self.watches.values() for type_, which, field in reads}
        if self.summary and any((record, id_, field) in watched for field in (*changed, "*")):
            self.apply(ev.RecordChanged(record, id_, changed))
            self.settle()
        return self

    def delete(self, record: str, id_: str) -> "Player":
        """Delete a record."""
        del self.records[record, id_]
        self.apply(ev.RecordChanged(record, id_, None))
        return self.settle()

    def send(self, event: str, **fields: Any) -> "Player":
        """Send an event from outside; it reaches the run if it listens."""
        reads = {read for reads in self.watches.values() for read in reads}
        if co.listening(event) in reads:
            stored = accept_fields(self.events[event], fields)
            self.apply(ev.MessageArrived(event, f"message-{self.steps_run}", stored))
            self.settle()
        return self

    def complete(self, element: str, user: str, **outputs: Any) -> "Player":
        """Complete the one open work item of a step that is for this user, if there are several."""
        item = self.item(element, f"user:{user}")
        fields = tuple(
            field
            for field in self.program.step_elements[item.ref.element].outputs
            if field.name not in ("completed_by", "completed_at")
        )
        self.apply(ev.ItemCompleted(item.ref, accept_fields(fields, outputs)), f"user:{user}")
        return self.settle()

    def advance(self, duration: str) -> "Player":
        """Let time pass, its last instant included."""
        end = self.now + parse_duration(duration)
        while self.timers:
            (kind, ref), due = min(self.timers.items(), key=_in_order)
            if due > end:
                break
            self.now = max(self.now, due)
            self.timers.pop((kind, ref))
            self.apply(ev.TimerDue(kind, ref))
            self.settle()
        self.now = end
        return self

    def retry(self, element: str) -> "Player":
        """An administrator tries again what is in error."""
        self.apply(ev.ElementRetried(self.indices[element]), administrator=True)
        return self.settle()

    # --- what can be seen ---------------------------------------------------------------------------------------

    def item(self, element: str, user: str | None = None) -> co.Item:
        """The one open work item of a step; of several the first that names the user."""
        found = self.open(element)
        if len(found) > 1 and user is not None:
            return next(each for each in found if user in each.candidates)
        (item,) = found
        return item

    def open(self, element: str) -> list[co.Item]:
        """The open work items of a step, in the order in which they were opened."""
        open_ = (ItemStatus.OPEN, ItemStatus.CLAIMED)
        return [each for each in self.items.values() if each.element == element and each.status in open_]

    @property
    def watches(self) -> dict[int, tuple[tuple[str, str, str], ...]]:
        """What is read at each element, by all its instances together."""
        found: dict[int, set[tuple[str, str, str]]] = {}
        for (element, _), reads in self.watched.items():
            found.setdefault(element, set()).update(reads)
        return {element: tuple(sorted(reads)) for element, reads in found.items()}

    @property
    def outputs(self) -> dict[str, Any]:
        """What a completed run answers."""
        assert self.summary is not None
        return dict(self.summary.outputs or {})

    @property
    def told(self) -> list[str]:
        """The texts that the flow `tell` was called with, in order."""
        return [call.arguments["text"] for call in self.calls if call.flow == "tell"]

    @property
    def ended(self) -> str | None:
        """The outcome of a completed run; its status in words when it has none."""
        assert self.summary is not None
        return self.summary.outcome or self.summary.error or self.summary.status.words

    def happened(self, element: str) -> list[str]:
        """What the timeline says of an element, in order."""
        return [what for name, what, _ in self.notes if name == element]

    # --- the machinery ------------------------------------------------------------------------------------------

    def apply(self, act: ev.Act, actor: str | None = None, *, administrator: bool = False) -> None:
        """Apply one event, bringing the facts that it needs."""
        self.steps_run += 1
        event = ev.Event(f"event-{self.steps_run}", self.now, act, actor, "test", administrator)
        facts: dict[Any, Any] = {}
        while True:
            answer = step(self.program, decode_state(self.state), event, facts)
            match answer:
                case co.Need(keys=keys):
                    assert not set(keys) & facts.keys()
                    facts |= {key: self.fact(key) for key in keys}
                case co.Refused(code=code, message=message):
                    raise Refusal(f"{code}: {message}")
                case co.PutOff():
                    self.put_off.append(act)
                    return
                case co.Done(commit=None):
                    return
                case co.Done(commit=commit):
                    assert commit is not None
                    self.write(commit)
                    return

    def write(self, commit: co.Commit) -> None:
        """Keep what a commit says."""
        self.state = encode_state(commit.state)
        self.summary = commit.summary
        for note in commit.notes:
            name = self.graph.elements[note.element].name if note.element >= 0 else ""
            self.notes.append((name, note.what, note.detail))
        gone = set(commit.cleared)
        self.outbox = {name: each for name, each in self.outbox.items() if each.ref.element not in gone}
        self.timers = {key: due for key, due in self.timers.items() if key[1].element not in gone}
        for element in gone:
            self.watched = {at: reads for at, reads in self.watched.items() if at[0] != element}
        for name in commit.settled:
            self.outbox.pop(name, None)
        for key in commit.timers_cleared:
            self.timers.pop(key, None)
        self.outbox |= {each.name: each.effect for each in commit.effects}
        self.timers |= {(each.kind, each.ref): each.due for each in commit.timers}
        self.items |= {each.name: each for each in commit.items}
        for watch in commit.watches:
            self.watched[watch.element, watch.instance] = watch.reads
        self.posts += commit.posts

    def settle(self) -> "Player":
        """Answer all calls that have an answer ready, in the order of their sending."""
        progress = True
        while progress:
            progress = self.write_records() or self.take_locks()
            for effect in list(self.outbox.values()):
                if self.answer(effect):
                    progress = True
                    break
        return self

    def write_records(self) -> bool:
        """Do what the run asks of records; runs that it starts as steps are the test's own concern."""
        wanted = [each for each in self.posts if isinstance(each, co.UpdateRecord)]
        self.posts = [each for each in self.posts if each not in wanted]
        for post in wanted:
            fields = self.records.get((post.type, post.id))
            if fields is None:
                self.apply(ev.RecordUpdateFailed(post.ref, "RecordGone", f"there is no {post.type} {post.id}"))
                continue
            self.records[post.type, post.id] = accept_record(self.declared[post.type], {**fields, **post.fields})
            self.apply(ev.RecordChanged(post.type, post.id, tuple(sorted(post.fields))))
            self.apply(ev.RecordUpdated(post.ref, post.passed))
        return bool(wanted)

    def take_locks(self) -> bool:
        """Let stages stand in line and leave; the first in each line has the lock, unless it is one of `locked`."""
        wanted = [each for each in self.posts if isinstance(each, co.TakeLock | co.LeaveLock)]
        self.posts = [each for each in self.posts if each not in wanted]
        for post in wanted:
            line = self.lines.setdefault(post.name, [])
            if isinstance(post, co.TakeLock):
                line.append(post.ref)
            else:
                line.remove(post.ref)
        first = [line[0] for name, line in self.lines.items() if line and name not in self.locked]
        before = self.state
        for ref in first:
            self.apply(ev.LockTaken(ref))
        return bool(wanted) or self.state != before

    def unlock(self, name: str) -> "Player":
        """Another run gives a lock back that it had, being one of `locked`."""
        self.locked.remove(name)
        return self.settle()

    def answer(self, effect: co.Effect) -> bool:
        """Answer one effect; False when nothing is known to answer."""
        if isinstance(effect, co.Tell):
            self.notices.append(effect)
            self.apply(ev.Told(effect.ref, effect.element, effect.channel, effect.to))
            return True
        if isinstance(effect, co.AskPredicate):
            answer = bool(self.predicates[effect.predicate](*effect.arguments))
            self.apply(ev.PredicateAnswered(effect.ref, effect.predicate, effect.arguments, answer))
            return True
        answers = self.flows.get(effect.flow)
        if not answers:
            return False
        self.calls.append(effect)
        value = answers.pop(0) if len(answers) > 1 or isinstance(answers[0], Exception) else answers[0]
        if isinstance(value, Exception):
            self.apply(ev.FlowFailed(effect.ref, str(value), "it failed"))
        else:
            fields = next(flow.outputs for flow in self.graph.flows if flow.name == effect.flow)
            self.apply(ev.FlowReturned(effect.ref, accept_fields(fields, value)))
        return True

    def fact(self, key: tuple[Any, ...]) -> Any:
        """The answer to a question of the interpreter."""
        match key:
            case ("record", record, id_):
                fields = self.records.get((record, id_))
                reads = self.graph.reads.get(record, ())
                return None if fields is None else {name: fields[name] for name in reads if name in fields}
            case ("known", principal):
                there = principal.startswith("user:") or principal.partition(":")[2] in self.groups
                return there and principal not in self.gone
            case ("member", user, principal):
                return user.partition(":")[2] in self.groups.get(principal.partition(":")[2], ())
            case ("someone", principal, excluded):
                users = self.groups.get(principal.partition(":")[2], ())
                return any(f"user:{user}" not in excluded for user in users)
            case ("members", principal):
                return [f"user:{user}" for user in sorted(self.groups.get(principal.partition(":")[2], ()))]
            case ("administrators",):
                return self.administrators
            case ("stands in for", user, _):
                return [f"user:{person}" for person in self.substitutes.get(user.partition(":")[2], ())]
            case ("policies",):
                return {}
            case ("manager", user):
                manager = self.managers.get(user.partition(":")[2])
                return None if manager is None else f"user:{manager}"
            case ("offset" | "instant" | "business" | "open" | "opening", *_):
                known: Facts = {}
                look_up([key], self.graph, NO_RECORDS, known)
                return known[key]
        raise AssertionError(key)


def _in_order(timer: tuple[tuple[str, ev.Ref], int]) -> tuple[int, int, int, str, int]:
    """The order of timers, as a store has it."""
    (kind, ref), due = timer
    return due, ref.element, ref.instance, kind, ref.attempt
