"""Runs that start by themselves: asking triggers, and beginning the runs that they call for."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from attrs import frozen

from orchestra_dsl.graph.values import Stored
from orchestra_dsl.interpreter.commit import Need
from orchestra_dsl.interpreter.events import Event, Started
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.starting import Starts, Unbound
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.applying.arguments import missing_record
from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.applying.facts import Facts, look_up
from orchestra_dsl.runtime.applying.programs import Orchestration

T = TypeVar("T")


@frozen
class Call:
    """A run that is to be started, with what, and what starts it, in words."""

    orchestration: Orchestration
    arguments: tuple[Stored, ...]
    cause: str

    def begin(self, batch: Batch, label: str, at: int, by: Acting) -> str:
        """Start the run; answers its id."""
        run = batch.new_run(self.orchestration, at)
        batch.add_run(self.orchestration, run)
        batch.follow(run.key, Event(label, at, Started(self.arguments, cause=self.cause), by.user, by.door))
        return run.id


@frozen
class NoCall:
    """Why a trigger of an orchestration that was met calls for no run.

    `unfound`: a record was looked for, and there is none.
    """

    orchestration: int
    sentence: str
    unfound: bool = False


def settled(
    batch: Batch, orchestration: Orchestration, question: Callable[[Facts], T | Need], facts: Mapping[Any, Any]
) -> T:
    """The answer to a question about a trigger, with all that it has to know. Raises NeedsOutside."""
    known: Facts = dict(facts)
    while True:
        answer = question(known)
        if not isinstance(answer, Need):
            return answer
        look_up(answer.keys, orchestration.graph, batch.transaction, known)


def call_for(
    batch: Batch,
    orchestration: Orchestration,
    question: Callable[[Facts], Starts | Unbound | Need | None],
    facts: Mapping[Any, Any],
    cause: str,
) -> Call | NoCall | None:
    """The run that a trigger calls for, or why there can be none; None where it is not met. Raises NeedsOutside."""
    name = orchestration.graph.name
    try:
        answer = settled(batch, orchestration, question, facts)
    except EvaluationError as error:
        return NoCall(orchestration.key, f"{name}: {error.code}: {error.message}", unfound=error.code == "RecordGone")
    match answer:
        case Unbound(parameter=parameter, record=record):
            return NoCall(orchestration.key, f"{name}: no {record} was found for `{parameter}`", unfound=True)
        case Starts(arguments=arguments):
            missing = missing_record(orchestration.graph.parameters, arguments, batch.transaction)
            if missing is not None:
                return NoCall(orchestration.key, f"{name}: {missing}", unfound=True)
            return Call(orchestration, arguments, cause)
    return None
