"""O409: stages that take a lock while their run may hold another one (language.md, rule 18)."""

from collections.abc import Iterator

import attrs

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.analysis.flow.beside import Beside
from orchestra_dsl.analysis.flow.points import Flow
from orchestra_dsl.analysis.flow.steady import Steady
from orchestra_dsl.analysis.meanings import RunCallMeaning
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.source import Span
from orchestra_dsl.syntax import nodes as n


@attrs.frozen(eq=False)
class _Taker:
    """A stage at a point that takes a lock: its own, or the one of an orchestration that its step `run` starts."""

    at: int
    stage: n.Stage
    lock: n.Lock
    run: n.BackgroundStep | None = None

    @property
    def place(self) -> Span:
        """Where the source says so."""
        return self.lock.span if self.run is None else self.run.call.span


def locks(steady: Steady) -> Iterator[Diagnostic]:
    """Report every stage that may have to wait for a lock while another one is held; each once."""
    flow, beside = steady.flow, steady.beside
    takers = list(_takers(flow, steady.checked))
    holders = [each for each in takers if each.run is None]
    if not holders or len(takers) == 1:
        return
    inside = [each for each in holders if flow.points[each.at].containers]
    own = {id(each.stage): each for each in holders}
    for taker in takers:
        others = holders if flow.points[taker.at].containers else inside
        if taker.run is not None and id(taker.stage) in own:
            others = [own[id(taker.stage)]]
        held = next((each for each in others if each is not taker and _clash(each, taker, beside)), None)
        if held is not None:
            yield _finding(held, taker)


def _takers(flow: Flow, checked: Checked) -> Iterator[_Taker]:
    children = _Children(checked)
    for at, point in enumerate(flow.points):
        if not isinstance(point.node, n.Stage):
            continue
        stage = point.node
        own = next((clause for clause in stage.clauses if isinstance(clause, n.Lock)), None)
        if own is not None and not checked.flaws.lie_in(own):
            yield _Taker(at, stage, own)
        for step in stage.steps:
            lock = children.lock_of(step)
            if lock is not None and isinstance(step, n.BackgroundStep):
                yield _Taker(at, stage, lock, step)


@attrs.frozen(eq=False)
class _Children:
    """What the orchestrations that steps run take as locks; each is gone through once."""

    checked: Checked
    _found: dict[int, n.Lock | None] = attrs.field(init=False, factory=dict)
    _inside: dict[int, tuple[n.Lock | None, tuple[n.BackgroundStep, ...]]] = attrs.field(init=False, factory=dict)

    def lock_of(self, step: n.Step) -> n.Lock | None:
        """A lock that what the step runs may take, itself or in what it runs in turn."""
        child = self._child(step)
        if child is None:
            return None
        if id(child) not in self._found:
            self._found[id(child)] = self._lock_in(child)
        return self._found[id(child)]

    def _child(self, step: n.Step) -> n.Orchestration | None:
        """The orchestration that a step runs and waits for; nobody waits `without waiting`."""
        matched = self.checked.calls.get(step.call)
        if matched is None or not isinstance(matched.meaning, RunCallMeaning):
            return None
        waits = not any(isinstance(clause, n.WithoutWaiting) for clause in step.clauses)
        return matched.meaning.orchestration if waits else None

    def _lock_in(self, child: n.Orchestration) -> n.Lock | None:
        seen = {id(child)}
        rest = [child]
        for each in rest:
            lock, runs = self._parts(each)
            if lock is not None:
                return None if self.checked.flaws.lie_in(lock) else lock
            for inner in filter(None, map(self._child, runs)):
                if id(inner) not in seen:
                    seen.add(id(inner))
                    rest.append(inner)
        return None

    def _parts(self, child: n.Orchestration) -> tuple[n.Lock | None, tuple[n.BackgroundStep, ...]]:
        """The first lock that an orchestration takes itself, and the steps by which it runs others."""
        if id(child) not in self._inside:
            nodes = tuple(n.walk(child))
            runs = tuple(each for each in nodes if isinstance(each, n.BackgroundStep) and each.runs)
            self._inside[id(child)] = next((each for each in nodes if isinstance(each, n.Lock)), None), runs
        return self._inside[id(child)]


def _clash(held: _Taker, taker: _Taker, beside: Beside) -> bool:
    """Whether one may be held while the other is waited for. Stages that take turns with one lock are right."""
    if held.stage is taker.stage or beside.is_within(taker.at, held.at):
        return True
    if taker.run is None and taker.at < held.at:
        return False  # of two stages side by side the later one is reported
    one_scope = taker.run is None or isinstance(taker.lock.name, n.TextLiteral)
    same = held.lock.name == taker.lock.name and one_scope
    return not same and beside.may_be_together(held.at, taker.at)


def _finding(held: _Taker, taker: _Taker) -> Diagnostic:
    name, holder = taker.stage.name.text, held.stage.name.text
    labels = [Label(held.lock.span, f"The stage `{holder}` holds this lock.")]
    other = "it" if held.stage is taker.stage else f"the stage `{holder}` of the same run"
    if taker.run is None:
        message = f"The stage `{name}` waits for a lock while {other} may hold one."
    else:
        message = f"The stage `{name}` runs `{taker.run.call.function.text}`, which takes a lock, while {other} "
        message += "holds one." if held.stage is taker.stage else "may hold one."
        labels.append(Label(taker.lock.span, "This lock is taken there."))
    hint = "Two runs that each hold one and wait for the other's would wait for ever. Use one lock for both, or let "
    hint += "the stages follow each other."
    return Diagnostic("O409", message, taker.place, labels, hint)
