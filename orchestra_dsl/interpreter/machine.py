"""The machine that one event sets in motion: its agenda, and what it collects for the commit.

The functions that make it move stand beside it, one file to a concern: control.py (where control goes), arriving.py
(what it does there), decisions.py, stages.py, parallels.py, awaits.py, steps.py, instances.py (of steps), attempts.py,
items.py, messages.py (events from outside), waiting.py (conditions), failing.py (errors and handlers), leaving.py (what
ends early) and others. They change the state and put further work on the agenda under the names below; operations.py
says which function does each. Nothing recurses, so that a definition or a loop may be of any length.
"""

from bisect import insort
from collections import deque
from typing import Any, Literal

from msgspec import Struct, field

from orchestra_dsl.graph.elements import ROOT, AnyElement, AnyStep, Interactive, Stage
from orchestra_dsl.graph.expressions import Expression
from orchestra_dsl.graph.moments import LATEST
from orchestra_dsl.graph.statuses import ENDED
from orchestra_dsl.interpreter.commit import (
    Allocated,
    CancelRun,
    Effect,
    FactKey,
    Item,
    Note,
    Outgoing,
    Post,
    Refused,
    StartRun,
    Timer,
    Watch,
    listening,
)
from orchestra_dsl.interpreter.context import Context, Read
from orchestra_dsl.interpreter.events import WHOLE, Event, Ref
from orchestra_dsl.interpreter.holders import reads_at
from orchestra_dsl.interpreter.informed import passing
from orchestra_dsl.interpreter.names import effect_name
from orchestra_dsl.interpreter.program import Program
from orchestra_dsl.interpreter.state import Instance, State

BUDGET = 100_000
"""How many elements one event may pass (language.md, rule 22)."""

Work = Literal[
    "go",
    "fall off",
    "recheck",
    "check stage",
    "enter parallel",
    "check parallel",
    "begin step",
    "advance step",
    "begin instance",
    "begin next",
    "call flow",
    "start child",
    "submit",
    "open item",
    "finish instance",
    "handle error",
    "begin block",
    "end run",
]

Agenda = deque[tuple[Work, tuple[Any, ...]]]


class RefusedError(Exception):
    """The event may not happen; nothing of it is kept."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.refused = Refused(code, message)


class Machine(Struct):
    """One event being handled. `key` in its methods and beside it is the key of a thread of control."""

    program: Program
    state: State
    event: Event
    context: Context
    elements: tuple[AnyElement, ...]
    step_elements: tuple[AnyStep, ...]
    interactive_elements: tuple[Interactive, ...]
    stage_elements: tuple[Stage, ...]
    agenda: Agenda = field(default_factory=deque)
    urgent: Agenda = field(default_factory=deque)
    moves: Agenda = field(default_factory=deque)
    begins: Agenda = field(default_factory=deque)
    passed: int = 0
    outputs: Any = None
    dirty: set[int] = set()
    stirred: dict[int, set[int]] = {}
    recounts: dict[int, set[int]] = {}
    counting: list[tuple[int, int]] = []
    missing: list[FactKey] = []
    turns: dict[int, set[int]] = {}
    taken: dict[tuple[int, int], dict[int, Instance]] = {}
    notes: list[Note] = []
    effects: dict[str, Outgoing] = {}
    settled: list[str] = []
    cleared: list[int] = []
    timers: dict[tuple[str, Ref], int] = {}
    timers_cleared: dict[tuple[str, Ref], None] = {}
    items: dict[str, Item] = {}
    posts: list[Post] = []
    starts: set[str] = set()
    allocated: list[Allocated] = []
    choices: dict[tuple[Any, ...], tuple[tuple[str | None, ...], int]] = {}
    watches: set[tuple[int, int]] = set()

    # --- agenda -------------------------------------------------------------------------------------------------

    def later(self, work: Work, *arguments: Any) -> None:
        """Put work at the end of the agenda."""
        self.agenda.append((work, arguments))

    def first(self, work: Work, *arguments: Any) -> None:
        """Put work before all else on the agenda."""
        self.agenda.appendleft((work, arguments))

    def at_once(self, work: Work, *arguments: Any) -> None:
        """Put work before all that is on the agenda: errors find who takes them before anything else is done."""
        self.urgent.append((work, arguments))

    def begin(self, step: int, visit: int) -> None:
        """Let a step of an open stage begin when nothing else is on the agenda: the first in the source comes first."""
        work: tuple[Work, tuple[Any, ...]] = ("begin step", (step, visit))
        if self.begins and self.begins[-1] > work:
            insort(self.begins, work)
        else:
            self.begins.append(work)

    def drop_work(self) -> None:
        """Whatever was still to be done at this event is not done any more: all that it was about has been left."""
        told = (self.dirty, self.stirred, self.recounts, self.counting, self.turns)
        for each in (self.agenda, self.urgent, self.begins, self.moves, *told):
            each.clear()

    def move(self, key: int, target: int) -> None:
        """Let control of the thread `key` go to `target`, in the place of wherever it was about to go.

        It does so when all is done that its last element has brought about, and after those that have waited longer.
        """
        state = self.state
        visit = state.threads[key].visit = state.visit = state.visit + 1  # as `new_visit`, without a call at each move
        self.moves.append(("go", (key, target, visit)))

    def new_visit(self) -> int:
        """A number for an entry that no other entry of this run has."""
        self.state.visit += 1
        return self.state.visit

    # --- the steps of open stages -------------------------------------------------------------------------------

    def thread_of(self, step: int) -> int:
        """The thread of control that has entered the stage of a step."""
        return self.state.stages[self.elements[step].scope].thread

    # --- evaluation ---------------------------------------------------------------------------------------------

    def evaluate(self, expression: Expression, key: int) -> Any:
        """The value of an expression that is evaluated once, as the thread `key` sees it."""
        self.context.thread = key
        return self.context.evaluate(self.program.function(expression))

    def duration(self, expression: Expression, key: int) -> int:
        """A duration in microseconds, as between two attempts. Raises EvaluationError."""
        return passing(self.evaluate(expression, key))

    def after(self, expression: Expression, key: int, start: int) -> int:
        """The instant that lies an amount of time, or of business days, after `start`. Raises EvaluationError."""
        return self.context.after(self.evaluate(expression, key), start)

    # --- what the commit will hold ------------------------------------------------------------------------------

    def note(self, element: int, what: str, **detail: Any) -> None:
        """Write a line of the run's timeline."""
        self.notes.append(Note(element, what, detail))

    def note_instance(self, ref: Ref, what: str, **detail: Any) -> None:
        """Write a line about an instance of a step; of a `for each` the line says of which one."""
        if self.step_elements[ref.element].each is not None:
            detail["instance"] = ref.instance + 1
        self.notes.append(Note(ref.element, what, detail))

    def instance_detail(self, ref: Ref) -> dict[str, Any]:
        """What a line says of the instance that it is about: its number from 1, where there may be several."""
        return {} if self.step_elements[ref.element].each is None else {"instance": ref.instance + 1}

    def send(self, ref: Ref, effect: Effect, kind: str = "") -> None:
        """Put an effect into the outbox."""
        name = effect_name(ref, kind)
        self.effects[name] = Outgoing(name, effect)

    def settle(self, ref: Ref, kind: str = "") -> None:
        """The effect need not be sent again: its answer is here, or nobody waits for it any more."""
        name = effect_name(ref, kind)
        if self.effects.pop(name, None) is None:
            self.settled.append(name)

    def set_timer(self, kind: str, ref: Ref, due: int) -> None:
        """Wake the run at `due` with TimerDue(kind, ref); a time after the last of all times is that one."""
        self.timers[kind, ref] = min(due, LATEST)

    def clear_timer(self, kind: str, ref: Ref) -> None:
        """Take a timer back."""
        if self.timers.pop((kind, ref), None) is None:
            self.timers_cleared[kind, ref] = None

    def stir(self, ref: Ref) -> None:
        """Ask one instance of a step again, or with WHOLE the step itself, and none beside it."""
        self.stirred.setdefault(ref.element, set()).add(ref.instance)

    def count_again(self, step: int, instance: int = WHOLE) -> None:
        """Whom the exclusions of open work name may have changed: of one instance of a step, or of all."""
        if step in self.state.steps:
            self.recounts.setdefault(step, set()).add(instance)

    def watch(self, element: int, instance: int = 0) -> None:
        """Note that what is read at the element has changed: the commit says what it is then."""
        self.watches.add((element, instance))

    def post(self, post: Post) -> None:
        """Ask something of another run or of a record."""
        self.posts.append(post)
        if isinstance(post, StartRun):
            self.starts.add(post.run)

    def cancel_run(self, run: str, reason: str) -> None:
        """Cancel a run that was started as a step of this one, or do not even start it."""
        if run in self.starts:
            self.posts = [each for each in self.posts if not isinstance(each, StartRun) or each.run != run]
        else:
            self.posts.append(CancelRun(run, reason))

    def clear(self, element: int) -> None:
        """Remove all timers, watches and effects of an element whose visit has ended."""
        self.cleared.append(element)
        if self.effects:
            self.effects = {name: each for name, each in self.effects.items() if each.effect.ref.element != element}
        if self.timers:
            self.timers = {name: due for name, due in self.timers.items() if name[1].element != element}
        if self.watches:
            self.watches = {each for each in self.watches if each[0] != element}

    def new_timers(self) -> tuple[Timer, ...]:
        """The timers to write."""
        return tuple(Timer(due, kind, ref) for (kind, ref), due in self.timers.items())

    def new_watches(self) -> tuple[Watch, ...]:
        """The watches to write."""
        return tuple(Watch(element, self._reads(element, number), number) for element, number in sorted(self.watches))

    def _reads(self, element: int, instance: int) -> tuple[Read, ...]:
        """What is read at an element; the run itself listens to the events that it keeps, as long as it is open."""
        if element in self.state.steps:
            step = self.state.steps[element]
            holder = step if instance == WHOLE else step.instances.get(instance)
            reads = holder.waiting.reads if holder is not None and holder.waiting is not None else ()
            excluding = holder.excluding if isinstance(holder, Instance) else ()
            return tuple(sorted({*reads, *excluding})) if excluding else reads
        if element != ROOT:
            return reads_at(self.state, element)
        return () if self.state.status in ENDED else tuple(map(listening, self.program.keeping))


def new_machine(program: Program, state: State, event: Event, context: Context) -> Machine:
    """A machine that has not begun to move."""
    elements, steps, stages = program.elements, program.step_elements, program.stage_elements
    return Machine(program, state, event, context, elements, steps, program.interactive_elements, stages)
