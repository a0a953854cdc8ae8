"""A graph made ready to run: its expressions as functions, its types as converters, its tables of who reads what.

Everything is made when it is first needed, so that a process that handles one event of a large definition pays for
what this event touches. A Program is shared by all runs of its graph and holds nothing of any of them.
"""

from collections import defaultdict
from collections.abc import Callable
from functools import cached_property
from typing import Any, Literal, cast

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.accept import accept_fields
from orchestra_dsl.graph.elements import (
    AnyElement,
    AnyStep,
    Await,
    Background,
    Child,
    Decision,
    EventArm,
    Interactive,
    Stage,
    Step,
    Undo,
    UndoCall,
)
from orchestra_dsl.graph.model import Graph
from orchestra_dsl.graph.reach import beside, beyond
from orchestra_dsl.graph.statuses import COMPLETED
from orchestra_dsl.graph.types import Field, ObjectOf, RecordOf, Type, required
from orchestra_dsl.graph.values import Convert, decoder
from orchestra_dsl.interpreter.expressions.arithmetic import NAMES
from orchestra_dsl.interpreter.expressions.writer import DECODED, AsStored, Writer, arguments_text, function_text
from orchestra_dsl.interpreter.library import FUNCTIONS
from orchestra_dsl.interpreter.readers import Readers
from orchestra_dsl.interpreter.sight import Sight, sight_of
from orchestra_dsl.interpreter.sizes import storing
from orchestra_dsl.interpreter.state import Message, State

Function = Callable[..., Any]

_NAMES = {
    "__builtins__": {},
    "str": str,
    **NAMES,
    **{f"l_{name}": function for name, function in FUNCTIONS.items()},
}
"""Everything that a generated function can name besides its Context and its constants: no builtins, no modules."""


def build(
    expression: ex.Expression, *, traced: bool, slots: tuple[int, ...] = (), as_stored: AsStored = DECODED
) -> Function:
    """Compile the function of one expression; `slots` are the parameters of an in-place predicate."""
    writer = Writer(dict(_NAMES), traced=traced, as_stored=as_stored)
    return _compiled(function_text(writer, expression, slots), writer)


def _compiled(text: str, writer: Writer) -> Function:
    exec(compile(text, "<expression>", "exec"), writer.namespace)  # noqa: S102 - the text is made of fixed forms (writer.py)
    function: Function = writer.namespace["f"]
    return function


def load(graph: Graph) -> "Program":
    """Make a graph ready to run."""
    return Program(graph)


class Program:
    """The functions, converters and tables of one graph."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.elements: tuple[AnyElement, ...] = graph.elements
        # The same elements, to be asked only with indices of such steps, of stages: it saves a check each time.
        self.step_elements = cast("tuple[AnyStep, ...]", graph.elements)
        self.interactive_elements = cast("tuple[Interactive, ...]", graph.elements)
        self.stage_elements = cast("tuple[Stage, ...]", graph.elements)
        self.calendar = graph.calendar
        self._plain: dict[int, Function] = {}
        self._traced: dict[int, Function] = {}
        self._parameters = tuple(decoder(field.type) for field in graph.parameters)
        self._undo_arguments: dict[int, Function] = {}
        self._arguments: dict[int, Function] = {}
        self._roots: dict[int, tuple[int, ...]] = {}
        self._beyond: dict[int, frozenset[int]] = {}
        self._siblings: dict[int, dict[int, int]] = {}
        self._subjects: dict[int, tuple[int, str] | None] = {}
        self._output_converts: dict[int, Convert | None] = {}
        self.fast_paths: dict[int, Any] = {}  # of steps; made and asked by fast_path.py alone

    # --- functions ----------------------------------------------------------------------------------------------

    def function(self, expression: ex.Expression) -> Function:
        """The function for an expression of this graph."""
        found = self._plain.get(id(expression))
        if found is None:
            found = self._plain[id(expression)] = build(expression, traced=False, as_stored=self._as_stored)
        return found

    def traced(self, expression: ex.Expression) -> Function:
        """The function that also notes what it reads, for a waiting condition."""
        found = self._traced.get(id(expression))
        if found is None:
            found = self._traced[id(expression)] = build(expression, traced=True, as_stored=self._as_stored)
        return found

    def let(self, index: int, *, traced: bool) -> Function:
        """The function of a `let`."""
        formula = self.graph.lets[index].formula
        return self.traced(formula) if traced else self.function(formula)

    def inline(self, index: int, *, traced: bool) -> Function:
        """The function of a predicate written in place; it takes the Context and the arguments."""
        predicate = self.graph.inline[index]
        functions = self._traced if traced else self._plain
        found = functions.get(id(predicate))
        if found is None:
            body, slots = predicate.body, predicate.slots
            found = functions[id(predicate)] = build(body, traced=traced, slots=slots, as_stored=self._as_stored)
        return found

    # --- converters ---------------------------------------------------------------------------------------------

    def decode_parameters(self, stored: tuple[Any, ...]) -> tuple[Any, ...]:
        """The orchestration's arguments as values."""
        if not any(self._parameters):
            return stored
        return tuple(
            value if convert is None or value is None else convert(value)
            for convert, value in zip(self._parameters, stored, strict=False)
        )

    def decode_variable(self, index: int, stored: Any) -> Any:
        """The value of a `var` from its stored form."""
        convert = self._variables[index][0]
        return stored if convert is None or stored is None else convert(stored)

    def encode_variable(self, index: int, value: Any) -> Any:
        """The stored form of the value of a `var`. Raises EvaluationError when it is too large to be stored."""
        convert = self._variables[index][1]
        return value if convert is None or value is None else convert(value)

    def decode_outputs(self, element: int, stored: dict[str, Any] | None) -> Any:
        """The outputs of a step as values: of a `for each` a list, in the order of its items; else an object."""
        if element in self._repeated:
            return self._decode_list(element, stored or {})
        return self.decode_instance(element, stored)

    def decode_instance(self, element: int, stored: dict[str, Any] | None) -> Any:
        """The outputs of one instance of a step as values."""
        convert = None if stored is None else self._output_convert(element)
        return stored if convert is None else convert(stored)

    def _decode_list(self, element: int, stored: dict[str, Any]) -> list[Any]:
        completed = [stored[number] for number in sorted(stored, key=int)]
        convert = self._output_convert(element)
        return completed if convert is None else list(map(convert, completed))

    def _output_convert(self, element: int) -> Convert | None:
        if element not in self._output_converts:
            self._output_converts[element] = decoder(ObjectOf(self.step_elements[element].outputs))
        return self._output_converts[element]

    @cached_property
    def _repeated(self) -> frozenset[int]:
        """The steps with `for each`."""
        steps = ((index, each) for index, each in enumerate(self.elements) if isinstance(each, Step))
        return frozenset(index for index, step in steps if step.each is not None)

    def decode_item(self, element: int, stored: Any) -> Any:
        """The value of an item of a step's `for each`."""
        each = self.step_elements[element].each
        convert = None if each is None else decoder(each.item)
        return stored if convert is None or stored is None else convert(stored)

    def decode_record(self, type_: str, stored: dict[str, Any]) -> dict[str, Any]:
        """The fields of a record as values."""
        convert = self._record_converts.get(type_)
        return stored if convert is None else convert(stored)

    def decode_original(self, parameter: int, stored: dict[str, Any]) -> dict[str, Any]:
        """What is kept of the record of a parameter, as values."""
        kept = next(each for each in self.graph.originals if each.parameter == parameter)
        return self.decode_record(kept.record, stored)

    def decode_message(self, message: Message) -> dict[str, Any]:
        """The fields of a message from outside as values."""
        convert = decoder(ObjectOf(self._events[message.event]))
        return message.fields if convert is None else convert(message.fields)

    def accept_message(self, event: str, fields: dict[str, Any]) -> dict[str, Any]:
        """The fields of a message as this graph declares them; what newer versions have added is left out.

        Raises BadValue where it does not fit.
        """
        declared = self._events.get(event, ())
        return accept_fields(declared, {each.name: fields[each.name] for each in declared if each.name in fields})

    def encode(self, type_: Type, value: Any) -> Any:
        """The stored form of a value. Raises EvaluationError when it is too large to be stored."""
        convert = storing(type_)
        return value if convert is None or value is None else convert(value)

    @cached_property
    def _as_stored(self) -> AsStored:
        parameters = enumerate(self.graph.parameters)
        fields = ((record.name, field) for record in self.graph.records for field in record.fields)
        return AsStored(
            frozenset(index for index, field in parameters if isinstance(required(field.type), RecordOf)),
            frozenset((record, field.name) for record, field in fields if decoder(field.type) is None),
        )

    @cached_property
    def _variables(self) -> tuple[tuple[Convert | None, Convert | None], ...]:
        """For each `var` what leads from the stored form of its value and what leads to it."""
        return tuple((decoder(each.type), storing(each.type)) for each in self.graph.variables)

    @cached_property
    def _record_converts(self) -> dict[str, Convert | None]:
        return {record.name: decoder(ObjectOf(record.fields)) for record in self.graph.records}

    @cached_property
    def _events(self) -> dict[str, tuple[Field, ...]]:
        return {event.name: event.fields for event in self.graph.events}

    # --- tables -------------------------------------------------------------------------------------------------

    def arguments(self, step: int) -> Function:
        """The function of the arguments of a step: a list, in their stored form."""
        found = self._arguments.get(step)
        if found is None:
            found = self._arguments[step] = self._function_of(self.step_elements[step])
        return found

    def undo_arguments(self, step: int) -> Function:
        """The same of the arguments of the call that undoes a step."""
        found = self._undo_arguments.get(step)
        if found is None:
            undo = self.step_elements[step].undo
            assert undo is not None
            found = self._undo_arguments[step] = self._function_of(undo)
        return found

    def _function_of(self, call: AnyStep | UndoCall) -> Function:
        encoders = [storing(field.type) for field in call.parameters]
        writer = Writer(dict(_NAMES), traced=False, as_stored=self._as_stored)
        return _compiled(arguments_text(writer, list(zip(call.arguments, encoders, strict=True))), writer)

    def subject(self, step: int) -> tuple[int, str] | None:
        """The place of the first record among the arguments of a step, and its type; None where there is none."""
        if step not in self._subjects:
            types = enumerate(required(each.type) for each in self.step_elements[step].parameters)
            records = ((place, type_.name) for place, type_ in types if isinstance(type_, RecordOf))
            self._subjects[step] = next(records, None)
        return self._subjects[step]

    @cached_property
    def undoes(self) -> bool:
        """Whether any element takes back what steps have done."""
        return any(isinstance(element, Undo) for element in self.elements)

    @cached_property
    def undone_to(self) -> frozenset[int]:
        """The stages that an `undo back to` names."""
        named = (element.back_to for element in self.elements if isinstance(element, Undo))
        return frozenset(stage for stage in named if stage is not None)

    def roots(self, stage: int) -> tuple[int, ...]:
        """The steps of a stage that wait for no other step."""
        found = self._roots.get(stage)
        if found is None:
            steps = self.stage_elements[stage].steps
            found = self._roots[stage] = tuple(each for each in steps if self.step_elements[each].after is None)
        return found

    @cached_property
    def decided_at_once(self) -> frozenset[int]:
        """The decisions that always find an outcome without waiting: they ask no predicate, and have an `otherwise`."""
        named = ((index, each) for index, each in enumerate(self.elements) if isinstance(each, Decision))
        return frozenset(index for index, each in named if self.readers.decides_at_once(each))

    @cached_property
    def unconditional(self) -> frozenset[int]:
        """The steps that begin as soon as their `start after` is met, as one instance, and that nothing asks about.

        Nothing stands between them and the work: neither a condition nor a turn nor a list.
        """
        return frozenset(
            index
            for index, each in enumerate(self.elements)
            if isinstance(each, Step)
            and each.start_when is None
            and each.only_if is None
            and each.each is None
            and not each.watched
            and not self.stage_elements[each.scope].one_at_a_time
        )

    @cached_property
    def guarded(self) -> frozenset[int]:
        """The steps of which each instance is asked `enabled while` or `withdraw when`."""
        return frozenset(
            index
            for index, each in enumerate(self.elements)
            if (isinstance(each, Step) and each.withdraw_when is not None)
            or (isinstance(each, Interactive) and each.enabled_while is not None)
        )

    @cached_property
    def for_somebody(self) -> frozenset[int]:
        """The steps that act for somebody."""
        return frozenset(
            index
            for index, each in enumerate(self.elements)
            if isinstance(each, Background | Child) and each.acting_for is not None
        )

    def work_of(self, step: int) -> Literal["call flow", "start child", "open item"]:
        """What starts an instance of the step."""
        match self.elements[step]:
            case Background():
                return "call flow"
            case Child():
                return "start child"
        return "open item"

    @cached_property
    def keeping(self) -> dict[str, tuple[tuple[int, int, EventArm], ...]]:
        """The arms that keep messages, by event: the await, the arm's place, the arm."""
        found: dict[str, list[tuple[int, int, EventArm]]] = defaultdict(list)
        for index, element in enumerate(self.elements):
            for place, arm in enumerate(element.arms if isinstance(element, Await) else ()):
                if isinstance(arm, EventArm) and arm.keep is not None:
                    found[arm.event].append((index, place, arm))
        return {event: tuple(found[event]) for event in sorted(found)}

    @cached_property
    def readers(self) -> Readers:
        """Who waits for which outputs, variables and statuses."""
        return Readers(self.graph)

    @cached_property
    def sight(self) -> Sight:
        """What decides on who may look at runs."""
        return sight_of(self.graph)

    def is_final(self, state: State, step: int, condition: ex.Expression) -> bool:
        """Whether nothing that the condition of a waiting step reads can change any more in this visit (rule 7).

        Only outputs and statuses of finished steps are final. Rule 7 names skipped and discontinued steps among these:
        so they are, unless control may still come to their closed stage while the step waits. Such a visit begins them
        anew, and may give what is missing. Nobody waits for ever for that: the end of the run ends the waiting.
        """
        reads = self.readers.of(condition)
        return not reads.volatile and all(self._is_over(state, step, read) for read in (*reads.outputs, *reads.states))

    def _is_over(self, state: State, waiting: int, read: int) -> bool:
        """Whether the step `read` has finished, or cannot start while the step `waiting` waits."""
        element = self.elements[read]
        scope = read if isinstance(element, Stage) else element.scope
        stage = state.stages.get(scope)
        if stage is not None:
            return read in stage.statuses
        if read in state.outputs or (read != scope and state.statuses.get(read) == COMPLETED):
            return True
        stage_of_waiting = self.elements[waiting].scope
        if scope in self._goes_on_to(stage_of_waiting):
            return False
        branch = self._beside(stage_of_waiting).get(scope)
        return branch is None or branch not in state.threads

    def _goes_on_to(self, stage: int) -> frozenset[int]:
        """The elements to which control may come while steps of the stage are still open: with `rest continue`."""
        found = self._beyond.get(stage)
        if found is None:
            found = self._beyond[stage] = beyond(self.graph, stage)
        return found

    def _beside(self, stage: int) -> dict[int, int]:
        """The elements of branches beside that of the stage, each with its branch."""
        found = self._siblings.get(stage)
        if found is None:
            found = self._siblings[stage] = beside(self.graph, stage)
        return found
