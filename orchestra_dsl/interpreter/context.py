"""What a generated function asks while it computes: the run's state, facts (informed.py), lists (budgeted.py).

One Context serves all evaluations of one event. It notes which facts were used, and, for the traced functions of
waiting conditions, what was read and when `now` will matter again.
"""

from collections.abc import Callable
from typing import Any, Protocol

from msgspec import Struct

from orchestra_dsl.graph.elements import ROOT
from orchestra_dsl.graph.moments import DateTime
from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.graph.types import Type
from orchestra_dsl.graph.values import encoder, records_in
from orchestra_dsl.interpreter.budgeted import BUDGET
from orchestra_dsl.interpreter.converters import Converters
from orchestra_dsl.interpreter.expressions.errors import EvaluationError, PendingAnswer
from orchestra_dsl.interpreter.facts import FactKey, Facts
from orchestra_dsl.interpreter.informed import Informed
from orchestra_dsl.interpreter.state import Message, State, Waiting

Read = tuple[str, str, str]


class Arguments(Protocol):
    """The orchestration's arguments as values, in the order of its parameters."""

    def __getitem__(self, index: int, /) -> Any:
        """The value of one."""


class Fields(Protocol):
    """The fields of a record as values."""

    def get(self, field: str, /) -> Any:
        """The value of one; None where it is missing."""


class Context(Informed, Struct):
    """The world as one event sees it. `thread` is the key of the thread of control that evaluates.

    `instance` is the step and the number of the instance for which a clause is evaluated that may name its item.
    `write` holds a record before and after a write while a trigger is asked, `waiting` is set while a condition is, and
    `message` (with its await) while the `where` of an arm is.
    """

    program: Converters
    state: State
    at_instant: int
    facts: Facts
    used: dict[FactKey, Any] = {}
    budget: int = BUDGET
    thread: int = ROOT
    instance: tuple[int, int] | None = None
    finishing: int | None = None
    write: tuple[dict[str, Any] | None, dict[str, Any] | None] = (None, None)
    waiting: Waiting | None = None
    message: tuple[int, Message] | None = None
    reads: set[Read] = set()
    consulted: set[int] = set()
    wake: int | None = None
    _parameters: tuple[Any, ...] | None = None
    _records: dict[tuple[str, str | None], Fields] = {}
    _about: dict[int, Fields] = {}
    _stored: dict[int, Fields] = {}
    _outputs: dict[int, Any] = {}
    _variables: dict[int, Any] = {}

    @property
    def parameters(self) -> "Arguments":
        """The orchestration's arguments as values."""
        if self._parameters is None:
            self._parameters = self.program.decode_parameters(self.state.parameters)
        return self._parameters

    def evaluate(self, function: Callable[["Context"], Any]) -> Any:
        """The value of a generated function. Raises EvaluationError, PendingAnswer or MissingFact, nothing else."""
        self.budget = BUDGET
        try:
            return function(self)
        except (ArithmeticError, OverflowError) as error:
            raise EvaluationError("Overflow", "a number or a date left the range that can be stored") from error
        except (TypeError, AttributeError, LookupError) as error:
            raise EvaluationError("MissingValue", "a value that is needed here is missing") from error
        except ValueError as error:
            raise EvaluationError("BadValue", "a value that is needed here does not fit its type") from error
        except RecursionError as error:
            raise EvaluationError("Budget", "the evaluation is nested too deeply") from error

    def renew(self) -> None:
        """Another argument is computed, with the whole budget."""
        self.budget = BUDGET

    # --- records ------------------------------------------------------------------------------------------------

    def record(self, type_: str, id_: str | None, field: str) -> Fields:
        """The record's fields as values, read fresh once per event, for who reads one of them."""
        fields = self._records.get((type_, id_))
        if fields is None:
            stored = self._stored_record(type_, id_, field)
            fields = self._records[type_, id_] = self.program.decode_record(type_, stored)
        return fields

    def _stored_record(self, type_: str, id_: str | None, field: str) -> dict[str, Any]:
        """The same as they are stored. That there is no record, or that it has been deleted, is an error."""
        if id_ is None:
            raise EvaluationError("MissingValue", f"there is no {type_} to read {field} of")
        stored: dict[str, Any] | None = self.fact(("record", type_, id_))
        if stored is None:
            raise EvaluationError("RecordGone", f"there is no {type_} with the id {id_}")
        return stored

    def read(self, type_: str, id_: str | None, field: str, safe: bool = False) -> Any:  # noqa: FBT001, FBT002 - generated calls
        """A field of a record; with `safe` (`?.`) a missing record gives a missing value."""
        return None if id_ is None and safe else self.record(type_, id_, field).get(field)

    def about(self, type_: str, parameter: int, field: str) -> Fields:
        """The record that a parameter names, of which this field is read; found once for all that an event asks."""
        fields = self._about.get(parameter)
        if fields is None:
            id_ = self.state.parameters[parameter]  # of a record the stored form is the value
            fields = self._about[parameter] = self.record(type_, id_, field)
        return fields

    def stored(self, type_: str, parameter: int, field: str) -> Fields:
        """The same, as it is stored: for who reads nothing else of it than what is computed with so."""
        fields = self._stored.get(parameter)
        if fields is None:
            id_ = self.state.parameters[parameter]
            fields = self._stored[parameter] = self._stored_record(type_, id_, field)
        return fields

    def seen(self, type_: str, id_: str | None, field: str, safe: bool = False) -> Any:  # noqa: FBT001, FBT002 - generated calls
        """`read`, noted: the waiting element is asked again when this field changes."""
        if id_ is not None:
            self.reads.add((type_, id_, field))
        return self.read(type_, id_, field, safe)

    def dig(self, value: dict[str, Any] | None, field: str) -> Any:
        """`value?.field`."""
        return None if value is None else value.get(field)

    # --- the run ------------------------------------------------------------------------------------------------

    def variable(self, index: int) -> Any:
        """The value of a `var`; an error where control has not passed it yet, as where a kept event is asked about."""
        if index not in self._variables:
            if index not in self.state.variables:
                raise EvaluationError("MissingValue", "a variable that is needed here has no value yet")
            self._variables[index] = self.program.decode_variable(index, self.state.variables[index])
        return self._variables[index]

    def formula(self, index: int) -> Any:
        """The value of a `let`."""
        self.charge(1)
        return self.program.let(index, traced=self.waiting is not None)(self)

    def apply(self, index: int, arguments: tuple[Any, ...]) -> Any:
        """The answer of a predicate written in place."""
        self.charge(1)
        return self.program.inline(index, traced=self.waiting is not None)(self, *arguments)

    def outputs(self, element: int) -> Any:
        """All outputs of a step as values; None when it has not completed in this visit.

        Of a `for each` it is the list of its completed instances, never None.
        """
        found = self._outputs.get(element)
        if found is None:
            found = self.program.decode_outputs(element, self.state.outputs.get(element))
            self._outputs[element] = found
        return self._of_instance(element) if found is None and element == self.finishing else found

    def output(self, element: int, field: str) -> Any:
        """One output of a step; missing when it has not completed in this visit.

        Of a `for each` it is that of the instance which is looked at: its own `undo` alone reads it so.
        """
        outputs = Context.outputs(self, element)
        if isinstance(outputs, list):
            outputs = self._of_instance(element)
        return None if outputs is None else outputs.get(field)

    def _of_instance(self, element: int) -> Any:
        number = self._number_of(element)
        assert number is not None, "who reads a step so is one of its instances"
        return self.program.decode_instance(element, self.state.steps[element].instances[number].outputs)

    def forget_outputs(self, element: int) -> None:
        """Drop the outputs of a step that were decoded earlier in this event: they have changed since."""
        self._outputs.pop(element, None)

    def forget_variable(self, index: int) -> None:
        """Drop the value of a `var` that was decoded earlier in this event: it has changed since."""
        self._variables.pop(index, None)

    def bound(self, element: int) -> Any:
        """What the element has bound, around this thread.

        That is the item of a `for each`, the error which the handler's block `element` takes, or the message that the
        await `element` has got. An error where it has bound nothing yet, as `where` of an event may be that is kept.
        """
        if self.message is not None and self.message[0] == element:
            return self.program.decode_message(self.message[1])
        step = self.state.steps.get(element)
        if step is not None and step.items is not None:
            number = self._number_of(element)
            if number is not None:
                return self.program.decode_item(element, step.items[number])
        thread = self.state.threads.get(self.thread)
        while thread is not None:
            if thread.block == element:
                return thread.error
            if element in thread.messages:
                return self.program.decode_message(thread.messages[element])
            thread = self.state.threads.get(thread.parent) if thread.parent is not None else None
        raise EvaluationError("MissingValue", "what is needed here has no value yet")

    def _number_of(self, step: int) -> int | None:
        """The instance that is looked at: in the block of its handler the one that failed, if it was not the step."""
        key: int | None = self.thread
        while key is not None:
            thread = self.state.threads[key]
            if key == step:
                return thread.instance
            key = thread.parent
        return self.instance[1] if self.instance is not None and self.instance[0] == step else None

    def run(self, fact: str) -> Any:
        """`run.id` and its siblings."""
        state = self.state
        match fact:
            case "id":
                return state.run
            case "started_by":
                return state.started_by
            case "started_at":
                return DateTime(state.started_at)
        return state.error

    def visited(self, element: int, outcome: str) -> bool:
        """Whether the run has taken this outcome of a decision."""
        return (element, outcome) in self.state.visited

    def status(self, element: int) -> str:
        """Where a stage or a step stands."""
        state = self.state
        holder = state.steps.get(element) or state.stages.get(element)
        return (state.statuses.get(element, Status.NOT_STARTED) if holder is None else holder.status).words

    def original(self, parameter: int, field: str | None) -> Any:
        """What a parameter's record held when the run started: a field, or all that is kept of it."""
        kept = self.state.originals.get(parameter)
        if kept is None:
            if self.state.parameters[parameter] is None:
                return None
            raise EvaluationError("RecordGone", "the record was not there when the run started")
        fields = self.program.decode_original(parameter, kept)
        return fields if field is None else fields.get(field)

    def ask(self, predicate: str, arguments: tuple[Any, ...], types: tuple[Type, ...]) -> bool:
        """The answer of a plugin's predicate, if the waiting element has it; else the question is put."""
        stored = tuple(_encode(type_, value) for type_, value in zip(types, arguments, strict=True))
        for type_, argument in zip(types, stored, strict=True):
            self.reads.update((name, id_, "*") for name, id_ in records_in(type_, argument))
        for answer in self.waiting.answers if self.waiting else ():
            if answer.predicate == predicate and answer.arguments == stored and answer.value is not None:
                self.consulted.add(answer.number)
                return answer.value
        raise PendingAnswer(predicate, stored)

    def until(self, moment: DateTime) -> DateTime:
        """Note that `now` is compared with this moment: the condition is asked again when it comes."""
        for instant in (moment.instant, moment.instant + 1):
            if instant > self.at_instant and (self.wake is None or instant < self.wake):
                self.wake = instant
        return moment

    # --- triggers -----------------------------------------------------------------------------------------------

    def before(self, field: str) -> Any:
        """`before(case.field)`: missing for a record that has just been created."""
        return None if self.write[0] is None else self.write[0].get(field)

    def changed(self, field: str) -> bool:
        """`changed(case.field)`: true for every field of a new record."""
        before, after = self.write
        return before is None or after is None or before.get(field) != after.get(field)


def _encode(type_: Type, value: Any) -> Any:
    encode = encoder(type_)
    return value if encode is None else encode(value)
