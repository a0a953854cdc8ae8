"""What a generated function asks while it computes: the run's state, the facts, the budget.

One Context serves all evaluations of one event. It notes which facts were used, and, for the traced functions of
waiting conditions, what was read and when `now` will matter again.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from orchestra_dsl.graph.calendar import Calendar
from orchestra_dsl.graph.elements import ROOT
from orchestra_dsl.graph.moments import BusinessDays, DateTime, show_duration
from orchestra_dsl.graph.types import Scalar, Type, required
from orchestra_dsl.graph.values import DECIMALS, decimal_text, encoder, principal_name, records_in
from orchestra_dsl.interpreter.expressions.arithmetic import checked
from orchestra_dsl.interpreter.expressions.errors import EvaluationError, PendingAnswer
from orchestra_dsl.interpreter.facts import FactKey, Facts, MissingFact
from orchestra_dsl.interpreter.state import Message, State, Waiting

BUDGET = 1_000_000
"""How many elements one evaluation may visit (language.md, section 2)."""

LONGEST_TEXT = 256 * 1024
CHARACTERS = 64
"""How many characters of a text that is searched or made count as one element."""

Read = tuple[str, str, str]


class Converters(Protocol):
    """What a Context needs of the program: values from their stored forms, formulas and predicates as functions."""

    calendar: Calendar | None
    """The calendar that the orchestration uses."""

    def decode_parameters(self, stored: tuple[Any, ...]) -> tuple[Any, ...]:
        """The orchestration's arguments as values."""

    def decode_variable(self, index: int, stored: Any) -> Any:
        """The value of a `var`."""

    def decode_outputs(self, element: int, stored: dict[str, Any] | None) -> Any:
        """The outputs of a step as values; of a `for each` a list."""

    def decode_item(self, element: int, stored: Any) -> Any:
        """The value of an item of a `for each`."""

    def decode_record(self, type_: str, stored: dict[str, Any]) -> dict[str, Any]:
        """The fields of a record as values."""

    def decode_message(self, message: Message) -> dict[str, Any]:
        """The fields of a message from outside as values."""

    def let(self, index: int, *, traced: bool) -> Callable[..., Any]:
        """The function of a `let`."""

    def inline(self, index: int, *, traced: bool) -> Callable[..., Any]:
        """The function of a predicate written in place."""


class Context:
    """The world as one event sees it. `thread` is the key of the thread of control that evaluates.

    `instance` is the step and the number of the instance for which a clause is evaluated that may name its item.
    `write` holds a record before and after a write while a trigger is asked, `waiting` is set while a condition is, and
    `message` (with its await) while the `where` of an arm is.
    """

    __slots__ = (
        "_outputs",
        "_parameters",
        "_records",
        "_variables",
        "at_instant",
        "budget",
        "consulted",
        "facts",
        "instance",
        "message",
        "program",
        "reads",
        "state",
        "thread",
        "used",
        "waiting",
        "wake",
        "write",
    )

    def __init__(self, program: Converters, state: State, at: int, facts: Facts) -> None:
        self.program = program
        self.state = state
        self.at_instant = at
        self.facts = facts
        self.used: dict[FactKey, Any] = {}
        self.budget = BUDGET
        self._parameters: tuple[Any, ...] | None = None
        self.thread = ROOT
        self.instance: tuple[int, int] | None = None
        self.write: tuple[dict[str, Any] | None, dict[str, Any] | None] = (None, None)
        self.waiting: Waiting | None = None
        self.message: tuple[int, Message] | None = None
        self.reads: set[Read] = set()
        self.consulted: set[int] = set()
        self.wake: int | None = None
        self._records: dict[tuple[str, str], dict[str, Any]] = {}
        self._outputs: dict[int, Any] = {}
        self._variables: dict[int, Any] = {}

    @property
    def now(self) -> DateTime:
        """The time of the event, in the zone of the calendar that the orchestration uses."""
        return DateTime(self.at_instant, self.zone)

    @property
    def zone(self) -> str:
        """The zone in which times without one are meant and shown."""
        calendar = self.program.calendar
        return "UTC" if calendar is None else calendar.zone

    @property
    def parameters(self) -> Sequence[Any]:
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

    def charge(self, visits: int) -> None:
        """Take what is about to be visited from the budget."""
        self.budget -= visits
        if self.budget < 0:
            raise EvaluationError("Budget", f"the evaluation visits more than {BUDGET:,} elements")

    def fact(self, key: FactKey) -> Any:
        """The answer to a question about the world outside; it becomes part of the history."""
        try:
            answer = self.facts[key]
        except KeyError:
            raise MissingFact(key) from None
        self.used[key] = answer
        return answer

    # --- records ------------------------------------------------------------------------------------------------

    def record(self, type_: str, id_: str) -> dict[str, Any]:
        """The record's fields as values, read fresh once per event. A deleted one is an error."""
        fields = self._records.get((type_, id_))
        if fields is None:
            stored = self.fact(("record", type_, id_))
            if stored is None:
                raise EvaluationError("RecordGone", f"there is no {type_} with the id {id_}")
            fields = self._records[type_, id_] = self.program.decode_record(type_, stored)
        return fields

    def read(self, type_: str, id_: str | None, field: str, safe: bool = False) -> Any:  # noqa: FBT001, FBT002 - generated calls
        """A field of a record; with `safe` (`?.`) a missing record gives a missing value."""
        if id_ is None:
            if safe:
                return None
            raise EvaluationError("MissingValue", f"there is no {type_} to read {field} of")
        return self.record(type_, id_).get(field)

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
        """The value of a `var`."""
        if index not in self._variables:
            self._variables[index] = self.program.decode_variable(index, self.state.variables.get(index))
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
        return found

    def output(self, element: int, field: str) -> Any:
        """One output of a step; missing when it has not completed in this visit."""
        outputs = self.outputs(element)
        return None if outputs is None else outputs.get(field)

    def forget(self, *, outputs: Iterable[int] = (), variables: Iterable[int] = ()) -> None:
        """Drop values decoded earlier in this event: they have changed since."""
        for element in outputs:
            self._outputs.pop(element, None)
        for index in variables:
            self._variables.pop(index, None)

    def bound(self, element: int) -> Any:
        """What the element has bound, around this thread.

        That is the item of a `for each`, the error which the handler's block `element` takes, or the message that the
        await `element` has got.
        """
        if self.message is not None and self.message[0] == element:
            return self.program.decode_message(self.message[1])
        step = self.state.steps.get(element)
        if step is not None and step.items is not None:
            number = self._number_of(element)
            return None if number is None else self.program.decode_item(element, step.items[number])
        thread = self.state.threads.get(self.thread)
        while thread is not None:
            if thread.block == element:
                return thread.error
            if element in thread.messages:
                return self.program.decode_message(thread.messages[element])
            thread = self.state.threads.get(thread.parent) if thread.parent is not None else None
        return None

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

    def business(self, moment: DateTime, amount: BusinessDays) -> DateTime:
        """`moment + 2 business days`."""
        return DateTime(self.business_days_after(moment.instant, amount), moment.zone)

    def business_days_after(self, instant: int, amount: BusinessDays) -> int:
        """The instant so many business days later."""
        calendar = self.program.calendar
        if calendar is None:
            raise EvaluationError("NoWorkingTime", "business days are counted in a calendar, and none is used")
        found = self.fact(("business", calendar.name, instant, amount.days))
        if found is None:
            raise EvaluationError(
                "NoWorkingTime",
                f"the calendar {calendar.name} has no instant {amount.show()} later: it is closed for good",
            )
        return int(found)

    def open_share(self, start: int, end: int, percent: int) -> int:
        """The instant by which so much of the open time between the two has passed."""
        calendar = self.program.calendar
        assert calendar is not None, "who counts in business days has a calendar"
        whole = self.fact(("open", calendar.name, start, end))
        found = None if whole is None else self.fact(("opening", calendar.name, start, whole * percent // 100))
        if found is None:
            raise EvaluationError("NoWorkingTime", f"the calendar {calendar.name} has no open time to measure by")
        return int(found)

    # --- triggers -----------------------------------------------------------------------------------------------

    def before(self, field: str) -> Any:
        """`before(case.field)`: missing for a record that has just been created."""
        return None if self.write[0] is None else self.write[0].get(field)

    def changed(self, field: str) -> bool:
        """`changed(case.field)`: true for every field of a new record."""
        before, after = self.write
        return before is None or after is None or before.get(field) != after.get(field)

    # --- lists and texts ----------------------------------------------------------------------------------------

    def at(self, items: list[Any], index: int) -> Any:
        """The item at a position from 0; missing when there is none."""
        return items[index] if 0 <= index < len(items) else None

    def contains(self, items: Any, item: Any) -> bool:
        """`item in items`, for lists and for texts."""
        if isinstance(items, str):
            self.charge(len(items) // CHARACTERS)
            return item in items
        self.charge(len(items))
        return any(self.equal(each, item) for each in items)

    def equal(self, first: Any, second: Any) -> bool:
        """Equality of any two values, charged for what it visits."""
        self.charge(1)
        if isinstance(first, list) and isinstance(second, list):
            return len(first) == len(second) and all(map(self.equal, first, second))
        if isinstance(first, dict) and isinstance(second, dict):
            return first.keys() == second.keys() and all(self.equal(first[name], second[name]) for name in first)
        return bool(first == second) and isinstance(first, bool) == isinstance(second, bool)

    def fold_any(self, items: list[Any], body: Callable[[Any], bool]) -> bool:
        """`any(list, x => …)`."""
        self.charge(len(items))
        return any(map(body, items))

    def fold_all(self, items: list[Any], body: Callable[[Any], bool]) -> bool:
        """`all(list, x => …)`."""
        self.charge(len(items))
        return all(map(body, items))

    def fold_count(self, items: list[Any], body: Callable[[Any], bool]) -> int:
        """`count(list, x => …)`."""
        self.charge(len(items))
        return sum(map(body, items))

    def fold_sum(self, items: list[Any], body: Callable[[Any], Any], zero: Any) -> Any:
        """`sum(list, x => …)`, exact, of integers, durations or decimals."""
        self.charge(len(items))
        if isinstance(zero, int):
            return checked(sum(map(body, items)))
        for item in items:
            zero = DECIMALS.add(zero, body(item))
        return zero

    def fold_min(self, items: list[Any], body: Callable[[Any], Any]) -> Any:
        """`min(list, x => …)`: the smallest value; missing for an empty list."""
        self.charge(len(items))
        return min(map(body, items), default=None)

    def fold_max(self, items: list[Any], body: Callable[[Any], Any]) -> Any:
        """`max(list, x => …)`: the largest value; missing for an empty list."""
        self.charge(len(items))
        return max(map(body, items), default=None)

    def fold_filter(self, items: list[Any], body: Callable[[Any], bool]) -> list[Any]:
        """`filter(list, x => …)`."""
        self.charge(len(items))
        return [item for item in items if body(item)]

    def fold_map(self, items: list[Any], body: Callable[[Any], Any]) -> list[Any]:
        """`map(list, x => …)`."""
        self.charge(len(items))
        return [body(item) for item in items]

    def concat(self, first: str, second: str) -> str:
        """`first + second` of two texts."""
        return self.joined((first, second))

    def joined(self, parts: tuple[str | None, ...]) -> str:
        """The parts of an interpolation as one text; a missing part is empty."""
        size = sum(len(part) for part in parts if part)
        if size > LONGEST_TEXT:
            raise EvaluationError("TooLarge", f"a text grew over {LONGEST_TEXT:,} characters")
        self.charge(size // CHARACTERS)
        return "".join(part for part in parts if part)

    def text(self, value: Any, type_: Type) -> str:
        """A value as people read it, by the rules of its type."""
        if value is None:
            return ""
        match required(type_):
            case Scalar(kind="decimal"):
                return decimal_text(value)
            case Scalar(kind="boolean"):
                return "true" if value else "false"
            case Scalar(kind="duration"):
                return show_duration(value)
            case Scalar(kind="business"):
                return str(value.show())
            case Scalar(kind="user" | "group" | "queue"):
                return principal_name(value)
            case Scalar(kind="datetime"):
                return f"{self.local(value):%Y-%m-%d %H:%M} {value.zone}"
        return str(value)

    def local_time(self, text: str) -> DateTime:
        """The point in time at which clocks in the calendar's zone show this date and time."""
        instant = self.fact(("instant", self.zone, text))
        if instant is None:
            raise EvaluationError("UnknownZone", f"there is no time zone called {self.zone}")
        return DateTime(instant, self.zone)

    def local(self, moment: DateTime) -> datetime:
        """The wall clock of the moment's own zone."""
        offset = 0
        if moment.zone != "UTC":
            offset = self.fact(("offset", moment.zone, moment.instant))
            if offset is None:
                raise EvaluationError("UnknownZone", f"there is no time zone called {moment.zone}")
        utc = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=moment.instant)
        return utc + timedelta(seconds=offset)


def _encode(type_: Type, value: Any) -> Any:
    encode = encoder(type_)
    return value if encode is None else encode(value)
