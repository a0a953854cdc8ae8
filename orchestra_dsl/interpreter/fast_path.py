"""The fast path: the answer of a call that brings nothing but the next calls of its stage, done in one go.

That is what most events of a long stage are, and most of what the machine asks at each of them (machine.py and what
stands beside it) is known of the graph beforehand: nobody waits for these outputs, nobody is asked, the stage asks
nothing. Such a step has a Path, which is made once (paths.py). Where anything is not as usual no path is taken,
nothing has changed, and the machine does it all.

A path adds nothing to the language: what it does is what the machine does. The tests have both do it, wherever a path
is taken, and compare what comes of it (tests/both_ways.py).
"""

from orchestra_dsl.graph.arguments import named_arguments
from orchestra_dsl.graph.statuses import ACTIVE
from orchestra_dsl.interpreter import joins
from orchestra_dsl.interpreter.commit import CallFlow, Commit, Outgoing, Summary, Timer
from orchestra_dsl.interpreter.context import Context
from orchestra_dsl.interpreter.events import Event, FlowReturned, Ref
from orchestra_dsl.interpreter.expressions.errors import EvaluationError, PendingAnswer
from orchestra_dsl.interpreter.facts import Facts, MissingFact
from orchestra_dsl.interpreter.names import effect_name
from orchestra_dsl.interpreter.paths import NextCall, Path, path_of, place
from orchestra_dsl.interpreter.program import Program
from orchestra_dsl.interpreter.state import RUNNING, Instance, StageState, State, StepState

_KIND = str(FlowReturned.__struct_config__.tag)
_SUMMARY = Summary(ACTIVE)  # of a run that goes on: an outcome comes with its end


def answered(program: Program, state: State, event: Event, act: FlowReturned, facts: Facts) -> Commit | None:
    """What the answer of a call does; None where it cannot take the fast path, and nothing has changed."""
    ref = act.ref
    path = _path(program, state, ref)
    if path is None:
        return None
    stage = state.stages[path.stage]
    calls = _due(path, stage) if path.awaiting else path.then
    if calls is None or stage.left == 1:
        return None  # with its last step the stage is finished, and control goes on
    if path.kept:
        state.outputs[ref.element] = act.outputs  # those that begin may read them
    context = Context(program, state, event.at, facts, thread=stage.thread)
    effects = _begin(calls, state, ref.visit, context)
    if effects is None:
        state.outputs.pop(ref.element, None)
        for each in calls:
            state.steps.pop(each.index, None)
        return None
    del state.steps[ref.element]
    stage.left -= 1
    if path.awaiting:
        _count(path, stage)
    state.sequence, state.status = state.sequence + 1, ACTIVE
    commit = _commit(path, calls, state, event, ref, context)
    commit.effects = effects
    if path.limited:
        _set_limits(commit, path, ref)
    return commit


def _path(program: Program, state: State, ref: Ref) -> Path | None:
    """The path of a step that waits for just this answer, where nothing else is there that its end touches."""
    step = state.steps.get(ref.element)
    instance = None if step is None else step.instances.get(ref.instance)
    if (
        step is None
        or instance is None
        or step.visit != ref.visit
        or instance.attempt != ref.attempt
        or instance.pausing
        or instance.failure is not None
        or state.failing
        or state.suspended
        or state.done
        or ref.element in state.threads
    ):
        return None
    paths = program.fast_paths
    if ref.element not in paths:
        paths[ref.element] = path_of(program, ref.element)
    path: Path | None = paths[ref.element]
    return path


def _due(path: Path, stage: StageState) -> tuple[NextCall, ...] | None:
    """What begins now, where others are awaited too, in the order of the source; None if one is more than a call."""
    found = list(path.then)
    for each in path.awaiting:
        _, begins = joins.counted(each.after, stage.met.get(each.index, (0, 0)), completed=True)
        if begins:
            if each.call is None:
                return None
            found.append(each.call)
    return tuple(sorted(found, key=place)) if len(found) > len(path.then) else path.then


def _begin(calls: tuple[NextCall, ...], state: State, visit: int, context: Context) -> tuple[Outgoing, ...] | None:
    """The calls of the steps that begin; None where one of them does not, or something is to be found out first."""
    effects, at, number = [], context.at_instant, str(visit)
    try:
        for each in calls:
            if each.only_if is not None and not context.evaluate(each.only_if):
                return None
            arguments = context.evaluate(each.arguments)
            left = None if each.timeout is None else context.after(context.evaluate(each.timeout), at) - at
            state.steps[each.index] = StepState(ACTIVE, visit, RUNNING, {0: Instance(arguments=arguments)})
            named = named_arguments(each.parameters, arguments)
            before, after = each.key
            call = CallFlow(Ref(each.index, visit), each.flow, named, f"{state.run}{before}{number}{after}", left)
            before, after = each.effect
            effects.append(Outgoing(f"{before}{number}{after}", call))
    except (EvaluationError, PendingAnswer, MissingFact):
        return None
    return tuple(effects)


def _count(path: Path, stage: StageState) -> None:
    """Those who await others too have one less to await."""
    for each in path.awaiting:
        met, _ = joins.counted(each.after, stage.met.get(each.index, (0, 0)), completed=True)
        joins.keep(stage, each.index, each.after, met)


def _commit(path: Path, calls: tuple[NextCall, ...], state: State, event: Event, ref: Ref, context: Context) -> Commit:
    """Everything that the event changes, but for the calls and their time limits."""
    before, after = path.effect
    return Commit(
        sequence=state.sequence,
        event=event.id,
        at=event.at,
        state=state,
        kind=_KIND,
        element=ref.element,
        notes=path.notes if calls is path.then else (path.notes[0], *(each.started for each in calls)),
        facts=context.used,
        summary=_SUMMARY,
        settled=(f"{before}{ref.visit}{after}" if ref.attempt == 1 else effect_name(ref),),
    )


def _set_limits(commit: Commit, path: Path, ref: Ref) -> None:
    """The call that is answered has no time limit any more, and each that is made has its own."""
    if path.has_limit:
        commit.timers_cleared = (("timeout", ref),)
    calls = [each.effect for each in commit.effects if isinstance(each.effect, CallFlow)]
    limits = [(each.ref, each.timeout) for each in calls if each.timeout is not None]
    commit.timers = tuple(Timer(commit.at + left, "timeout", call) for call, left in limits)
