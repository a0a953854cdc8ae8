"""The fast path: the answer of a call that brings nothing but the next calls of its stage, done in one go.

That is what most events of a long stage are, and most of what the machine asks at each of them (machine.py and what
stands beside it) is known of the graph beforehand: nobody waits for these outputs, nothing limits the time, the stage
asks nothing. Such a step has a Path, which is made once. Where anything is not as usual no path is taken, nothing has
changed, and the machine does it all.

A path adds nothing to the language: what it does is what the machine does. The tests have both do it, wherever a path
is taken, and compare what comes of it (tests/both_ways.py).
"""

from collections.abc import Callable
from functools import partial

from msgspec import Struct

from orchestra_dsl.graph.arguments import named_arguments
from orchestra_dsl.graph.elements import Background
from orchestra_dsl.graph.statuses import ACTIVE, COMPLETED
from orchestra_dsl.graph.types import Field
from orchestra_dsl.interpreter.commit import CallFlow, Commit, Note, Outgoing, Summary
from orchestra_dsl.interpreter.context import Context
from orchestra_dsl.interpreter.events import Event, FlowReturned, Ref
from orchestra_dsl.interpreter.expressions.errors import EvaluationError, PendingAnswer
from orchestra_dsl.interpreter.facts import Facts, MissingFact
from orchestra_dsl.interpreter.names import effect_name, idempotency_key
from orchestra_dsl.interpreter.program import Function, Program
from orchestra_dsl.interpreter.state import RUNNING, Instance, State, StepState

_KIND = str(FlowReturned.__struct_config__.tag)
_SUMMARY = Summary(ACTIVE)  # of a run that goes on: an outcome comes with its end
_VISIT = 10**15
"""A visit that no run comes to, by which its place in a name is found."""

Around = tuple[str, str]
"""A name of the first call of a step: what comes before the number of the visit, and what after it."""


class NextCall(Struct, frozen=True):
    """A step that begins: its condition and its arguments as functions, and what its call is made of."""

    index: int
    flow: str
    only_if: Function | None
    arguments: Function
    parameters: tuple[Field, ...]
    effect: Around
    key: Around


class Path(Struct, frozen=True):
    """A step whose answers may take the fast path, and what begins after it, in the order of the source.

    The lines of the timeline are always the same. `effect` names the call that is answered, if it was the first.
    """

    stage: int
    kept: bool
    then: tuple[NextCall, ...]
    notes: tuple[Note, ...]
    effect: Around


def path_of(program: Program, index: int) -> Path | None:
    """The path of a step, if it has one: neither the step nor what starts after it is more than a call."""
    step, readers = program.step_elements[index], program.readers
    stage = program.stage_elements[step.scope]
    if stage.finish is not None or stage.finish_when is not None or stage.one_at_a_time:
        return None
    if index in readers.statuses or index in readers.of_exclusions["outputs"]:
        return None
    if not _is_call(program, index) or step.finish_when is not None or step.undo is not None:
        return None
    then = tuple(call for each in sorted(step.dependents) if (call := _next_call(program, each)) is not None)
    if len(then) != len(step.dependents):
        return None
    notes = (Note(index, COMPLETED.words), *(Note(each.index, "started") for each in then))
    return Path(step.scope, step.kept, then, notes, _around(effect_name, index))


def _around(name: Callable[[Ref], str], step: int) -> Around:
    """Names take the longer to be made the more numbers are in them: of those of a first call only the visit varies."""
    before, _, after = name(Ref(step, _VISIT)).rpartition(str(_VISIT))
    return before, after


def _is_call(program: Program, index: int) -> bool:
    """Whether all that there is to the work of a step is one call, which is waited for as long as it takes."""
    step = program.step_elements[index]
    return (
        isinstance(step, Background)
        and step.waits
        and step.each is None
        and step.timeout is None
        and step.acting_for is None
        and not step.watched
        and index not in program.guarded
    )


def _next_call(program: Program, index: int) -> NextCall | None:
    """The step, if it is such a one too, and begins as soon as the one that it starts after is completed."""
    step = program.step_elements[index]
    alone = step.after is not None and len(step.after.elements) == 1
    if not isinstance(step, Background) or not _is_call(program, index) or not alone or step.start_when is not None:
        return None
    only_if = None if step.only_if is None else program.function(step.only_if)
    effect, key = _around(effect_name, index), _around(partial(idempotency_key, "", step.name), index)
    return NextCall(index, step.flow, only_if, program.arguments(index), step.parameters, effect, key)


def answered(program: Program, state: State, event: Event, act: FlowReturned, facts: Facts) -> Commit | None:
    """What the answer of a call does; None where it cannot take the fast path, and nothing has changed."""
    ref = act.ref
    index = ref.element
    step = state.steps.get(index)
    if step is None:
        return None
    paths = program.fast_paths
    if index not in paths:
        paths[index] = path_of(program, index)
    path: Path | None = paths[index]
    if path is None:
        return None
    stage = state.stages[path.stage]
    if stage.left == 1 or not _is_usual(state, step, ref):
        return None  # with its last step the stage is finished, and control goes on
    if path.kept:
        state.outputs[index] = act.outputs  # those that begin may read them
    context = Context(program, state, event.at, facts, thread=stage.thread)
    begun: dict[int, StepState] = {}
    effects = _begin(path, state.run, ref.visit, context, begun)
    if effects is None:
        state.outputs.pop(index, None)
        return None
    del state.steps[index]
    state.steps |= begun
    stage.left -= 1
    state.sequence += 1
    state.status = ACTIVE
    return _commit(path, state, event, ref, context, effects)


def _is_usual(state: State, step: StepState, ref: Ref) -> bool:
    """Whether the step waits for just this answer, and there is nothing else that the end of a step touches."""
    instance = step.instances.get(ref.instance)
    return (
        instance is not None
        and step.visit == ref.visit
        and instance.attempt == ref.attempt
        and not instance.pausing
        and instance.failure is None
        and not (state.failing or state.suspended or state.done)
        and ref.element not in state.threads
    )


def _begin(
    path: Path, run: str, visit: int, context: Context, begun: dict[int, StepState]
) -> tuple[Outgoing, ...] | None:
    """The calls of the steps that begin; None where one of them does not, or something is to be found out first."""
    effects, number = [], str(visit)
    try:
        for each in path.then:
            if each.only_if is not None and not context.evaluate(each.only_if):
                return None
            arguments = context.evaluate(each.arguments)
            begun[each.index] = StepState(ACTIVE, visit, RUNNING, {0: Instance(arguments=arguments)})
            named = named_arguments(each.parameters, arguments)
            before, after = each.key
            call = CallFlow(Ref(each.index, visit), each.flow, named, f"{run}{before}{number}{after}")
            before, after = each.effect
            effects.append(Outgoing(f"{before}{number}{after}", call))
    except (EvaluationError, PendingAnswer, MissingFact):
        return None
    return tuple(effects)


def _commit(
    path: Path, state: State, event: Event, ref: Ref, context: Context, effects: tuple[Outgoing, ...]
) -> Commit:
    """Everything that the event has changed."""
    before, after = path.effect
    return Commit(
        sequence=state.sequence,
        event=event.id,
        at=event.at,
        state=state,
        kind=_KIND,
        element=ref.element,
        notes=path.notes,
        facts=context.used,
        summary=_SUMMARY,
        effects=effects,
        settled=(f"{before}{ref.visit}{after}" if ref.attempt == 1 else effect_name(ref),),
    )
