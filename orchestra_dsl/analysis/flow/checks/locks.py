"""O409: stages that take a lock while their run may hold another one (language.md, rule 18)."""

from collections.abc import Iterator

import attrs

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.analysis.flow.beside import Beside
from orchestra_dsl.analysis.flow.points import Flow
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


def locks(flow: Flow, checked: Checked) -> Iterator[Diagnostic]:
    """Report every stage that may have to wait for a lock while another one is held; each once."""
    takers = list(_takers(flow, checked))
    holders = [each for each in takers if each.run is None]
    if not holders or len(takers) == 1:
        return
    beside = Beside(flow)
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
    for at, point in enumerate(flow.points):
        if not isinstance(point.node, n.Stage):
            continue
        stage = point.node
        own = next((clause for clause in stage.clauses if isinstance(clause, n.Lock)), None)
        if own is not None:
            yield _Taker(at, stage, own)
        for step in stage.steps:
            lock = _lock_of_child(step, checked)
            if lock is not None and isinstance(step, n.BackgroundStep):
                yield _Taker(at, stage, lock, step)


def _lock_of_child(step: n.Step, checked: Checked) -> n.Lock | None:
    """A lock that what the step runs may take, itself or in what it runs in turn. Nobody waits `without waiting`."""
    seen: set[int] = set()
    rest = [step]
    while rest:
        each = rest.pop(0)
        matched = checked.calls.get(each.call)
        if matched is None or not isinstance(matched.meaning, RunCallMeaning):
            continue
        child = matched.meaning.orchestration
        if id(child) in seen or any(isinstance(clause, n.WithoutWaiting) for clause in each.clauses):
            continue
        seen.add(id(child))
        for node in n.walk(child):
            if isinstance(node, n.Lock):
                return node
            if isinstance(node, n.BackgroundStep) and node.runs:
                rest.append(node)
    return None


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
