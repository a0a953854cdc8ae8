"""What an event's conditions read and what came out, found out by going through the event once more.

A step is pure, so nothing has to be recorded while runs go on: the same event with the same facts asks the same
conditions again, and here a Context that notes what it is asked for answers them.
"""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from orchestra_dsl.graph.conditions import conditions_of
from orchestra_dsl.graph.elements import Await, HandlerBlock, Step
from orchestra_dsl.graph.model import Graph
from orchestra_dsl.graph.moments import DateTime
from orchestra_dsl.graph.types import Field, RecordOf, Type, required
from orchestra_dsl.graph.values import json_of
from orchestra_dsl.interpreter.context import Arguments, Context, Fields
from orchestra_dsl.interpreter.events import Event
from orchestra_dsl.interpreter.expressions.errors import EvaluationError, PendingAnswer
from orchestra_dsl.interpreter.facts import Facts
from orchestra_dsl.interpreter.program import Program
from orchestra_dsl.interpreter.state import State


class Seen(Struct, frozen=True):
    """Something that a condition read, by the name that people know it by, with its value in stored form."""

    name: str
    value: Any


class Asked(Struct, frozen=True):
    """A condition that was asked: the element's index, the clause, what was read, and what came out.

    `answer` is whether it holds; None while a plugin's predicate has to answer first, and where it met the `error`.
    """

    element: int
    clause: str
    reads: tuple[Seen, ...]
    answer: bool | None = None
    error: str | None = None


class Conditions:
    """Which function of a program is which condition of which element."""

    def __init__(self, program: Program) -> None:
        self.of: dict[Callable[..., Any], tuple[int, str]] = {}
        for index, element in enumerate(program.elements):
            for clause, condition in conditions_of(element):
                self.of[program.function(condition)] = (index, clause)
                self.of[program.traced(condition)] = (index, clause)


class Witness(Context, kw_only=True):
    """A Context that notes what conditions read. `asked` holds them in the order in which they were asked."""

    _graph: Graph
    _conditions: dict[Callable[..., Any], tuple[int, str]]
    _reads: dict[str, Any] = msgspec.field(default_factory=dict)
    asked: list[Asked] = msgspec.field(default_factory=list)

    def evaluate(self, function: Callable[[Context], Any]) -> Any:
        """The value of a function; of a condition, noted with what it read."""
        condition = self._conditions.get(function)
        self._reads = {}
        try:
            value = super().evaluate(function)
        except PendingAnswer:
            self._note(condition)
            raise
        except EvaluationError as error:
            self._note(condition, error=f"{error.code}: {error.message}")
            raise
        self._note(condition, answer=bool(value))
        return value

    def _note(self, condition: tuple[int, str] | None, *, answer: bool | None = None, error: str | None = None) -> None:
        if condition is not None:
            reads = tuple(Seen(name, json_of(value)) for name, value in self._reads.items())
            self.asked.append(Asked(*condition, reads, answer, error))

    def saw(self, name: str, value: Any) -> Any:
        """Note a value under the name that people know it by; answers the value."""
        self._reads[name] = value
        return value

    # --- what can be read ---------------------------------------------------------------------------------------

    @property
    def now(self) -> DateTime:
        """The time of the event."""
        moment: DateTime = self.saw("now", super().now)
        return moment

    @property
    def parameters(self) -> Arguments:
        """The arguments, which are noted; of a record, which is not among them, the fields that are read."""
        return _Arguments(self, self._graph.parameters, super().parameters)

    def read(self, type_: str, id_: str | None, field: str, safe: bool = False) -> Any:  # noqa: FBT001, FBT002 - generated calls
        """A field of a record."""
        return self.saw(f"{self._record_name(type_, id_)}.{field}", super().read(type_, id_, field, safe))

    def about(self, type_: str, parameter: int, field: str) -> Fields:
        """The record that a parameter names: of it the fields are noted that are read."""
        return self._noting(type_, parameter, super().about(type_, parameter, field))

    def stored(self, type_: str, parameter: int, field: str) -> Fields:
        """The same, as it is stored."""
        return self._noting(type_, parameter, super().stored(type_, parameter, field))

    def _noting(self, type_: str, parameter: int, fields: Fields) -> Fields:
        return _Fields(self, self._record_name(type_, self.state.parameters[parameter]), fields)

    def variable(self, index: int) -> Any:
        """The value of a `var`."""
        return self.saw(self._graph.variables[index].name, super().variable(index))

    def outputs(self, element: int) -> Any:
        """All outputs of a step."""
        return self.saw(self._graph.elements[element].name, super().outputs(element))

    def output(self, element: int, field: str) -> Any:
        """One output of a step."""
        return self.saw(f"{self._graph.elements[element].name}.{field}", super().output(element, field))

    def bound(self, element: int) -> Any:
        """The message that an await looks at, by the name of its event; the item of a `for each`; a handled error."""
        value = super().bound(element)
        match self._graph.elements[element]:
            case Await() if self.message is not None:
                self.saw(self.message[1].event, value)
            case Step(name=name):
                self.saw(f"item of {name}", value)
            case HandlerBlock():
                self.saw("error", value)
        return value

    def run(self, fact: str) -> Any:
        """`run.id` and its siblings."""
        return self.saw(f"run.{fact}", super().run(fact))

    def visited(self, element: int, outcome: str) -> bool:
        """Whether the run has taken an outcome."""
        answer = super().visited(element, outcome)
        self.saw(f"visited({outcome})", answer)
        return answer

    def status(self, element: int) -> str:
        """Where a stage or a step stands."""
        answer = super().status(element)
        self.saw(f"state({self._graph.elements[element].name})", answer)
        return answer

    def original(self, parameter: int, field: str | None) -> Any:
        """What a record held when the run started."""
        name = f"original({self._graph.parameters[parameter].name})"
        return self.saw(name if field is None else f"{name}.{field}", super().original(parameter, field))

    def ask(self, predicate: str, arguments: tuple[Any, ...], types: tuple[Type, ...]) -> bool:
        """The answer of a plugin's predicate, once it is here."""
        answer = super().ask(predicate, arguments, types)
        self.saw(f"{predicate}({', '.join(map(str, map(json_of, arguments)))})", answer)
        return answer

    def fact(self, key: Any) -> Any:
        """What the directory of people says."""
        answer = super().fact(key)
        if key[0] in ("manager", "members", "member"):
            self.saw(f"{key[0]}({', '.join(str(each).partition(':')[2] for each in key[1:])})", answer)
        return answer

    def _record_name(self, type_: str, id_: str | None) -> str:
        """The parameter that is this record; its type and id for any other."""
        for field, argument in zip(self._graph.parameters, self.state.parameters, strict=False):
            if required(field.type) == RecordOf(type_) and argument == id_:
                return field.name
        return f"{type_} {id_}"


def new_witness(conditions: Conditions, program: Program, state: State, event: Event, facts: Facts) -> Witness:
    """A Witness for one event."""
    return Witness(program, state, event.at, facts, _graph=program.graph, _conditions=conditions.of)


class _Arguments:
    """The arguments of a run, which tell a Witness what is taken."""

    def __init__(self, witness: Witness, fields: Sequence[Field], values: Arguments) -> None:
        self._witness = witness
        self._fields = fields
        self._values = values

    def __getitem__(self, index: int, /) -> Any:
        return self._witness.saw(self._fields[index].name, self._values[index])


class _Fields:
    """A record, which tells a Witness what is read of it."""

    def __init__(self, witness: Witness, name: str, fields: Fields) -> None:
        self._witness = witness
        self._name = name
        self._fields = fields

    def get(self, field: str, /) -> Any:
        return self._witness.saw(f"{self._name}.{field}", self._fields.get(field))
