"""Whether a graph that was read holds together: every index leads to what it must, every name that it uses is known.

The compiler makes no other graphs. A file may be damaged or written by hand, though, and the interpreter relies on
what is checked here instead of checking it at every step.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.accept import BadValue, accept
from orchestra_dsl.graph.elements import (
    FALLS_OFF,
    ROOT,
    THE_END,
    AnyElement,
    Assign,
    Await,
    Branch,
    Cancel,
    Decision,
    EventArm,
    Handler,
    HandlerBlock,
    Interactive,
    Parallel,
    Stage,
    Step,
    Undo,
    Update,
)
from orchestra_dsl.graph.library import FUNCTIONS
from orchestra_dsl.graph.model import EventTrigger, Graph, KeptRecord, Parameter, RecordTrigger, Trigger
from orchestra_dsl.graph.reach import targets
from orchestra_dsl.graph.types import RecordOf, required
from orchestra_dsl.graph.values import decoder
from orchestra_dsl.graph.visit import outermost

_STEPS = (Step,)
_CALLABLE = FUNCTIONS.keys() | {"find"}


def faults(graph: Graph) -> Iterator[str]:
    """What is wrong with the graph, in sentences; nothing for a sound one."""
    if not _leads(graph, graph.first):
        yield f"it begins at {graph.first}, where no element is"
    if graph.on_cancel is not None and not _is(graph, graph.on_cancel, HandlerBlock):
        yield f"it works off {graph.on_cancel} when it is canceled, which is no block"
    for parameter in graph.parameters:
        yield from _default(parameter)
    for handler in graph.handlers:
        yield from _handler(graph, "the orchestration", handler)
    for trigger in graph.triggers:
        yield from _trigger(graph, trigger)
    for kept in graph.originals:
        if not _is_record(graph, kept):
            yield f"it keeps the record of parameter {kept.parameter}, which is no {kept.record}"
    yield from _stages(graph)
    yield from _branches(graph)
    for index, element in enumerate(graph.elements):
        for problem in _element(graph, index, element):
            yield f"{element.name}: {problem}"
    for node, slots in _formulas(graph):
        yield from _expression(graph, node, slots)


def _trigger(graph: Graph, trigger: Trigger) -> Iterator[str]:
    """What starts a run gives its parameters values."""
    match trigger:
        case RecordTrigger(parameter=parameter):
            if not 0 <= parameter < len(graph.parameters):
                yield f"a trigger is about parameter {parameter}, which there is not"
            return
        case EventTrigger(event=event) if all(each.name != event for each in graph.events):
            yield f'it starts on the event "{event}", which there is not'
    if len(trigger.arguments) != len(graph.parameters):
        yield "a trigger gives other arguments than there are parameters"


def _is_record(graph: Graph, kept: KeptRecord) -> bool:
    there = 0 <= kept.parameter < len(graph.parameters)
    return there and required(graph.parameters[kept.parameter].type) == RecordOf(kept.record)


def _default(parameter: Parameter) -> Iterator[str]:
    """A default is a stored value of the parameter's type."""
    if parameter.default is None:
        return
    try:
        stored = accept(parameter.type, parameter.default)
    except BadValue as error:
        yield f"the default of {parameter.name} does not fit: {error}"
        return
    if stored != parameter.default:
        yield f"the default of {parameter.name} is not in stored form"


def _stages(graph: Graph) -> Iterator[str]:
    """The steps of a stage are those that stand in it."""
    standing: dict[int, set[int]] = defaultdict(set)
    for index, element in enumerate(graph.elements):
        if isinstance(element, Step):
            standing[element.scope].add(index)
    for index, element in enumerate(graph.elements):
        if isinstance(element, Stage) and (set(element.steps) != standing[index] or not _finishes(element)):
            yield f"{element.name}: its steps are not those that stand in it"


def _finishes(stage: Stage) -> bool:
    return stage.finish is None or set(stage.finish.elements) <= set(stage.steps)


def _branches(graph: Graph) -> Iterator[str]:
    """A parallel and its branches know each other."""
    owned: dict[int, set[int]] = defaultdict(set)
    for index, element in enumerate(graph.elements):
        if isinstance(element, Branch):
            owned[element.owner].add(index)
            if not _is(graph, element.owner, Parallel) or graph.elements[element.owner].scope != element.scope:
                yield f"{element.name}: it is a branch of {element.owner}, which is no parallel around it"
    for index, element in enumerate(graph.elements):
        if isinstance(element, Parallel):
            joined = element.finish.elements if element.finish else ()
            if set(element.branches) != owned[index] or not set(joined) <= owned[index]:
                yield f"{element.name}: its branches are not those that stand in it"


def _leads(graph: Graph, target: int) -> bool:
    """Whether control may go there: to an element that is no step and no scope of its own, or to an end."""
    if target in (FALLS_OFF, THE_END):
        return True
    return 0 <= target < len(graph.elements) and not isinstance(graph.elements[target], (*_STEPS, HandlerBlock, Branch))


def _is(graph: Graph, index: int, *kinds: type) -> bool:
    return 0 <= index < len(graph.elements) and isinstance(graph.elements[index], kinds)


def _element(graph: Graph, index: int, element: AnyElement) -> Iterator[str]:
    branches = element.branches if isinstance(element, Parallel) else ()
    for target in targets(element):
        if target not in branches and not _leads(graph, target):
            yield f"control goes to {target}, where no element is"
    for handler in getattr(element, "handlers", ()):
        yield from _handler(graph, "it", handler)
    for dropped in getattr(element, "drops", ()):
        if not _is(graph, dropped, *_STEPS):
            yield f"it drops the outputs of {dropped}, which is no step"
    match element:
        case Step():
            yield from _step(graph, index, element)
            return
        case Assign(variable=variable) if not 0 <= variable < len(graph.variables):
            yield f"it sets variable {variable}, which there is not"
        case Update(type=type_) if all(each.name != type_ for each in graph.records):
            yield f"it writes a {type_}, which is no record"
        case HandlerBlock(owner=owner) if owner != ROOT and not _is(graph, owner, Stage, *_STEPS):
            yield f"it handles errors of {owner}, which has none"
        case Parallel() | Await() | Cancel() | Undo():
            yield from _named(graph, element)
    if element.scope != ROOT and not _is(graph, element.scope, HandlerBlock, Branch) and not _at_step(graph, element):
        yield f"it stands in {element.scope}, which is no place for it"


def _named(graph: Graph, element: Parallel | Await | Cancel | Undo) -> Iterator[str]:
    """What an element names without control going there."""
    if isinstance(element, Parallel | Await):
        yield from _forgotten(graph, element)
    elif isinstance(element, Cancel):
        if not _is(graph, element.target, Stage, *_STEPS):
            yield f"it cancels {element.target}, which is no stage and no step"
    elif element.back_to is not None and not _is(graph, element.back_to, Stage):
        yield f"it undoes back to {element.back_to}, which is no stage"


def _at_step(graph: Graph, element: AnyElement) -> bool:
    """Whether it is the block of a step's handler, which stands in the stage of the step."""
    return isinstance(element, HandlerBlock) and _is(graph, element.scope, Stage)


def _forgotten(graph: Graph, element: Parallel | Await) -> Iterator[str]:
    """What a new visit forgets are outputs of steps; what an await listens to is an event that the graph knows."""
    for step in element.steps:
        if not _is(graph, step, *_STEPS):
            yield f"it forgets the outputs of {step}, which is no step"
    for inner in element.parallels if isinstance(element, Await) else ():
        if not _is(graph, inner, Parallel):
            yield f"it ends {inner}, which is no parallel"
    known = {each.name for each in graph.events}
    for arm in element.arms if isinstance(element, Await) else ():
        if isinstance(arm, EventArm) and arm.event not in known:
            yield f'it waits for the event "{arm.event}", which there is not'


def _step(graph: Graph, index: int, element: Step) -> Iterator[str]:
    if not _is(graph, element.scope, Stage):
        yield f"it stands in {element.scope}, which is no stage"
    for call in (element, element.undo):
        if call is not None and len(call.arguments) != len(call.parameters):
            yield "it has other arguments than parameters"
    known = {each.name for each in graph.records}
    for subject in (element.about, element.locks) if isinstance(element, Interactive) else ():
        if subject is not None and subject.type not in known:
            yield f"it is about a {subject.type}, which is no record"
    if element.each is not None and (element.each.at_most or 1) < 1:
        yield "no instance of it may ever be open"
    yield from _after(graph, index, element)


def _handler(graph: Graph, whose: str, handler: Handler) -> Iterator[str]:
    if (handler.target is None) == (handler.block is None):
        yield f"a handler of {whose} has a target and a block, or neither"
    elif handler.target is not None and not _leads(graph, handler.target):
        yield f"a handler of {whose} leads to {handler.target}, where no element is"
    elif handler.block is not None and not _is(graph, handler.block, HandlerBlock):
        yield f"a handler of {whose} runs {handler.block}, which is no block"


def _after(graph: Graph, index: int, element: Step) -> Iterator[str]:
    """`start after` names steps of the same stage, and these know their dependents."""
    named = element.after.elements if element.after else ()
    for step in named:
        other = graph.elements[step] if _is(graph, step, *_STEPS) else None
        if not isinstance(other, Step) or other.scope != element.scope or index not in other.dependents:
            yield f"it starts after {step}, which is no step of its stage or does not know of it"
    for step in element.dependents:
        other = graph.elements[step] if _is(graph, step, *_STEPS) else None
        after = other.after if isinstance(other, Step) else None
        if after is None or index not in after.elements:
            yield f"{step} does not start after it"


def _formulas(graph: Graph) -> Iterator[tuple[ex.Node, frozenset[int]]]:
    """Every expression of the graph, with the slots that are bound around it; ROOT is that of a trigger's event."""
    for let in graph.lets:
        yield let.formula, frozenset()
    for predicate in graph.inline:
        yield predicate.body, frozenset(predicate.slots)
    for trigger in graph.triggers:
        bound = frozenset((ROOT,)) if isinstance(trigger, EventTrigger) else frozenset[int]()
        yield from ((each, bound) for each in outermost(trigger))
    for part in (*graph.elements, *graph.grants):
        yield from ((each, frozenset()) for each in outermost(part))


def _expression(graph: Graph, root: ex.Node, slots: frozenset[int]) -> Iterator[str]:
    rest: list[tuple[Any, frozenset[int]]] = [(root, slots)]
    while rest:
        node, bound = rest.pop()
        problem = _node(graph, node, bound)
        if problem is not None:
            yield f"an expression {problem}"
        inner = bound | {node.slot} if isinstance(node, ex.Fold) else bound
        rest.extend((each, inner) for name in node.__struct_fields__ for each in outermost(getattr(node, name)))


def _node(graph: Graph, node: ex.Node, slots: frozenset[int]) -> str | None:
    """What is wrong with one node, apart from those inside it."""
    sizes = {ex.Parameter: graph.parameters, ex.Variable: graph.variables, ex.Let: graph.lets}
    match node:
        case ex.Parameter(index=index) | ex.Variable(index=index) | ex.Let(index=index):
            return None if 0 <= index < len(sizes[type(node)]) else f"reads {type(node).__name__.lower()} {index}"
        case ex.Apply(predicate=index):
            return None if 0 <= index < len(graph.inline) else f"asks predicate {index}"
        case ex.Output(element=element) | ex.Outputs(element=element):
            return None if _is(graph, element, *_STEPS) else f"reads outputs of {element}, which is no step"
        case ex.Binding(element=element):
            binds = ROOT in slots if element == ROOT else _binds(graph, element)
            return None if binds else f"reads what {element} has bound"
        case ex.Visited(element=element):
            return None if _is(graph, element, Decision) else f"asks for outcomes of {element}"
        case ex.StatusOf(element=element):
            return None if _is(graph, element, Stage, *_STEPS) else f"asks for the status of {element}"
        case ex.Original(parameter=parameter):
            return None if _is_kept(graph, node) else f"reads what is not kept of parameter {parameter}"
        case ex.Call(function=name):
            return None if name in _CALLABLE else f'calls "{name}", which there is not'
        case ex.Local(slot=slot):
            return None if slot in slots else f"reads slot {slot}, which nothing binds"
        case ex.Fold(slot=slot):
            return None if slot >= 0 else f"binds slot {slot}"
        case ex.Literal():
            return _literal(node)
    return None


def _is_kept(graph: Graph, node: ex.Original) -> bool:
    kept = next((each for each in graph.originals if each.parameter == node.parameter), None)
    return kept is not None and (node.field is None or node.field in kept.fields)


def _binds(graph: Graph, index: int) -> bool:
    """Whether the element binds a name: a handler's block its error, an await its message, a `for each` its item."""
    if not 0 <= index < len(graph.elements):
        return False
    match graph.elements[index]:
        case HandlerBlock() | Await():
            return True
        case Step(each=each):
            return each is not None
    return False


def _literal(node: ex.Literal) -> str | None:
    decode = decoder(node.type)
    try:
        if decode is not None and node.value is not None:
            decode(node.value)
    except (ValueError, TypeError, AttributeError, ArithmeticError):
        return f"holds {node.value!r}, which is no {node.type}"
    return None
