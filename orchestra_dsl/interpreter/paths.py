"""What is known of a step beforehand whose answers may take the fast path (fast_path.py)."""

from collections.abc import Callable
from functools import partial
from operator import attrgetter

from msgspec import Struct

from orchestra_dsl.graph.elements import Background, Join
from orchestra_dsl.graph.statuses import COMPLETED
from orchestra_dsl.graph.types import Field
from orchestra_dsl.interpreter.commit import Note
from orchestra_dsl.interpreter.events import Ref
from orchestra_dsl.interpreter.names import effect_name, idempotency_key
from orchestra_dsl.interpreter.program import Function, Program

_VISIT = 10**15
"""A visit that no run comes to, by which its place in a name is found."""

Around = tuple[str, str]
"""A name of the first call of a step: what comes before the number of the visit, and what after it."""


class NextCall(Struct, frozen=True):
    """A step that begins: its condition, arguments and time limit as functions, and what its call is made of."""

    index: int
    flow: str
    only_if: Function | None
    arguments: Function
    timeout: Function | None
    parameters: tuple[Field, ...]
    effect: Around
    key: Around
    started: Note


place = attrgetter("index")
"""Where a step stands in the source."""


class Awaiting(Struct, frozen=True):
    """A step that starts after several; without a `call` it is more than that, and begins by the machine alone."""

    index: int
    after: Join
    call: NextCall | None


class Path(Struct, frozen=True):
    """A step whose answers may take the fast path.

    `then` begins after it alone, in the order of the source, `awaiting` after others too. `notes` are the lines of the
    timeline where none of these begins. `effect` names the call that is answered, if it was the first. `has_limit`: its
    time is limited; `limited`: that, or that of any that may begin.
    """

    stage: int
    kept: bool
    has_limit: bool
    limited: bool
    then: tuple[NextCall, ...]
    awaiting: tuple[Awaiting, ...]
    notes: tuple[Note, ...]
    effect: Around


def path_of(program: Program, index: int) -> Path | None:
    """The path of a step, if it has one: neither the step nor what starts after it alone is more than a call."""
    step, readers = program.step_elements[index], program.readers
    stage = program.stage_elements[step.scope]
    if stage.finish is not None or stage.finish_when is not None or stage.one_at_a_time:
        return None
    if index in readers.statuses or index in readers.of_exclusions["outputs"]:
        return None
    if not _is_call(program, index) or step.finish_when is not None or step.undo is not None:
        return None
    then, awaiting = [], []
    for each in step.dependents:
        after, call = program.step_elements[each].after, _next_call(program, each)
        if after is not None and len(after.elements) > 1:
            awaiting.append(Awaiting(each, after, call))
        elif call is not None:
            then.append(call)
        else:
            return None
    then.sort(key=place)
    notes = (Note(index, COMPLETED.words), *(each.started for each in then))
    has_limit, effect = step.timeout is not None, _around(effect_name, index)
    limited = has_limit or any(program.step_elements[each].timeout is not None for each in step.dependents)
    return Path(step.scope, step.kept, has_limit, limited, tuple(then), tuple(awaiting), notes, effect)


def _is_call(program: Program, index: int) -> bool:
    """Whether all that there is to the work of a step is one call, which is waited for."""
    step = program.step_elements[index]
    return (
        isinstance(step, Background)
        and step.waits
        and step.each is None
        and step.acting_for is None
        and not step.watched
        and index not in program.guarded
    )


def _next_call(program: Program, index: int) -> NextCall | None:
    """The step, if it is such a one too, and begins as soon as those are completed that it starts after."""
    step = program.step_elements[index]
    if not isinstance(step, Background) or not _is_call(program, index) or step.start_when is not None:
        return None
    only_if, timeout = (None if each is None else program.function(each) for each in (step.only_if, step.timeout))
    effect, key = _around(effect_name, index), _around(partial(idempotency_key, "", step.name), index)
    arguments, started = program.arguments(index), Note(index, "started")
    return NextCall(index, step.flow, only_if, arguments, timeout, step.parameters, effect, key, started)


def _around(name: Callable[[Ref], str], step: int) -> Around:
    """Names take the longer to be made the more numbers are in them: of those of a first call only the visit varies."""
    before, _, after = name(Ref(step, _VISIT)).rpartition(str(_VISIT))
    return before, after
