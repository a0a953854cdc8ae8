"""The commits of one transaction folded into what remains of them: each row is deleted and written once at most.

A timer that one event sets and the next takes back is never written; of a run's states only the last one is.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from orchestra_dsl.graph.statuses import CLOSED
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.commit import Commit, Item
from orchestra_dsl.interpreter.names import effect_name
from orchestra_dsl.runtime.applying.allocating import pool_name
from orchestra_dsl.runtime.sqlite.codec import pack
from orchestra_dsl.runtime.sqlite.compressed import seal_state
from orchestra_dsl.runtime.store.rows import Applied, Past

Row = tuple[Any, ...]
TimerKey = tuple[int, int, int, int, int, str]
ItemKey = tuple[int, int, int, int]


def timer_key(run: int, kind: str, ref: ev.Ref) -> TimerKey:
    """The primary key of a timer's row."""
    return (run, ref.element, ref.visit, ref.instance, ref.attempt, kind)


class Folded:
    """What is left to write. `cleared` is (run, element) of visits that have ended; timers and effects are by run.

    `moved` are runs that are listed under another status now.
    """

    def __init__(self) -> None:
        self.runs: dict[int, Row] = {}
        self.moved: dict[int, None] = {}
        self.history: list[Row] = []
        self.cleared: dict[tuple[int, int], None] = {}
        self.timers_gone: dict[TimerKey, None] = {}
        self.timers: dict[int, dict[TimerKey, int]] = defaultdict(dict)
        self.effects_gone: dict[tuple[int, str], None] = {}
        self.effects: dict[int, dict[str, Row]] = defaultdict(dict)
        self.watches_gone: dict[tuple[int, int, int], None] = {}
        self.watches: dict[tuple[int, int], dict[int, tuple[tuple[str, str, str], ...]]] = defaultdict(dict)
        self.items: dict[ItemKey, Row] = {}
        self.turns: list[Row] = []
        self.further: dict[ItemKey, tuple[str, ...]] = {}

    def add(self, applied: Applied) -> None:
        """Take in the next commit."""
        run, commit = applied.run, applied.commit
        self._run(applied)
        self.history.append(_history(applied))
        for element in commit.cleared:
            self._clear(run, element)
        for kind, ref in commit.timers_cleared:
            self.drop_timer(run, kind, ref)
        for name in commit.settled:
            self.drop_effect(run, name)
        for timer in commit.timers:
            self.timers[run][timer_key(run, timer.kind, timer.ref)] = timer.due
        for each in commit.effects:
            data = pack(each.effect)
            self.effects[run][each.name] = (run, each.name, each.effect.ref.element, commit.at, data)
        self._watches(run, commit)
        for item in commit.items:
            self._item(run, item)
        for chosen in commit.allocated:
            pool = pool_name(chosen.people)
            self.turns.append((pool, chosen.user, pool, commit.at))

    def too_late(self, run: int, act: ev.Act) -> None:
        """Nobody waits for this answer: what would bring it again goes."""
        match act:
            case ev.TimerDue(kind=kind, ref=ref):
                self.drop_timer(run, kind, ref)
            case ev.FlowReturned(ref=ref) | ev.FlowFailed(ref=ref):
                self.drop_effect(run, effect_name(ref))
            case ev.PredicateAnswered(ref=ref) | ev.PredicateFailed(ref=ref):
                self.drop_effect(run, effect_name(ref, "p"))
            case ev.Told(ref=ref) | ev.TellFailed(ref=ref):
                self.drop_effect(run, effect_name(ref, "t"))
            case _:
                pass  # what people do is stored nowhere before it is applied

    def drop_timer(self, run: int, kind: str, ref: ev.Ref) -> None:
        """A timer goes."""
        key = timer_key(run, kind, ref)
        self.timers.get(run, {}).pop(key, None)
        self.timers_gone[key] = None

    def drop_effect(self, run: int, name: str) -> None:
        """An effect wants no answer any more."""
        self.effects.get(run, {}).pop(name, None)
        self.effects_gone[run, name] = None

    def _run(self, applied: Applied) -> None:
        commit, summary = applied.commit, applied.commit.summary
        if applied.moved:
            self.moved[applied.run] = None
        before = self.runs.get(applied.run)
        # What happens after the end of a run, such as that people have been told, says nothing of its outputs.
        outputs = None if before is None else before[3]
        if summary.outputs is not None:
            outputs = pack(summary.outputs)
        self.runs[applied.run] = (
            int(summary.status),
            summary.outcome,
            summary.error,
            outputs,
            commit.sequence,
            commit.at,
            seal_state(applied.state),
            applied.run,
        )

    def _clear(self, run: int, element: int) -> None:
        self.cleared[run, element] = None
        self.watches.pop((run, element), None)
        for key in [key for key in self.timers.get(run, ()) if key[1] == element]:
            del self.timers[run][key]
        for name in [name for name, row in self.effects.get(run, {}).items() if row[2] == element]:
            del self.effects[run][name]

    def _watches(self, run: int, commit: Commit) -> None:
        for watch in commit.watches:
            self.watches_gone[run, watch.element, watch.instance] = None
            self.watches[run, watch.element][watch.instance] = watch.reads

    def watched(self) -> Iterator[tuple[int, int, int, str, str, str]]:
        """The rows of the watches that come."""
        for at, of_instances in self.watches.items():
            for instance, reads in of_instances.items():
                yield from ((*at, instance, *read) for read in reads)

    def _item(self, run: int, item: Item) -> None:
        key = (run, item.ref.element, item.ref.visit, item.ref.instance)
        is_listed = item.status not in CLOSED and bool(item.candidates)
        first, rest = (item.candidates[0], item.candidates[1:]) if is_listed else (None, item.candidates)
        data = pack(
            (
                item.arguments,
                rest,
                item.excluded,
                item.delegated,
                item.until,
                item.draft,
                item.acting_for,
                item.pool,
            )
        )
        status = int(item.status)
        self.items[key] = (
            *key,
            status,
            item.version,
            item.claimed_by,
            item.opened_at,
            item.due_at,
            item.completed_by,
            ~item.priority,
            item.about,
            item.locks,
            _holder(item),
            first,
            data,
        )
        if is_listed and rest:  # one who is named twice has it in their list once
            self.further[key] = tuple(each for each in rest if each != first)
        else:
            self.further.pop(key, None)


def _holder(item: Item) -> str | None:
    """Whose open work it is: of whoever has claimed it, or the one user whom it is for."""
    if item.status in CLOSED or item.claimed_by is not None:
        return None if item.status in CLOSED else item.claimed_by
    return item.candidates[0] if len(item.candidates) == 1 and item.candidates[0].startswith("user:") else None


def fold(applied: Iterable[Applied], too_late: Iterable[tuple[int, ev.Act]]) -> Folded:
    """What is left of all these."""
    folded = Folded()
    for each in applied:
        folded.add(each)
    for run, act in too_late:
        folded.too_late(run, act)
    return folded


def _history(applied: Applied) -> Row:
    event, commit = applied.event, applied.commit
    past = Past(event.id, event.administrator, event.act, tuple(commit.facts.items()), commit.notes)
    element = commit.element
    return (applied.run, commit.sequence, commit.at, commit.kind, element, event.actor, event.door, pack(past))
