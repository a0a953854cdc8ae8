"""The values of a scenario's expressions, worked out by the interpreter's own functions at the virtual instant."""

from collections.abc import Callable
from typing import Any, TypeVar

from orchestra_dsl.graph.calendar import Calendar
from orchestra_dsl.graph.elements import THE_END
from orchestra_dsl.graph.expressions import MakeObject
from orchestra_dsl.graph.model import FORMAT, Graph, Record
from orchestra_dsl.graph.moments import LATEST, BusinessDays
from orchestra_dsl.graph.scenario import Scenario, Valued
from orchestra_dsl.graph.values import Stored, encoder
from orchestra_dsl.interpreter.context import Context
from orchestra_dsl.interpreter.expressions.errors import EvaluationError, PendingAnswer
from orchestra_dsl.interpreter.facts import FactKey, MissingFact
from orchestra_dsl.interpreter.program import Program
from orchestra_dsl.interpreter.state import new_state
from orchestra_dsl.runtime.applying.facts import Facts, NeedsOutside, ask, look_up
from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.errors import FactsUnavailable
from orchestra_dsl.scenario.result import ScenarioFailed

T = TypeVar("T")


class Evaluation:
    """Evaluates the expressions of one scenario, which see records, people, the time and the calendar, and no run."""

    def __init__(self, scenario: Scenario, calendar: Calendar | None, records: tuple[Record, ...], core: Core) -> None:
        self._core = core
        self._program = Program(
            Graph(
                format=FORMAT,
                name=scenario.name,
                parameters=(),
                records=records,
                reads=scenario.reads,
                calendar=calendar,
                inline=scenario.inline,
                elements=(),
                first=THE_END,
            )
        )

    def stored(self, valued: Valued) -> Stored:
        """The stored form of an expression's value, now. Raises ScenarioFailed where it has none.

        A field that is written as `null` is there, and None: it takes a value away, or says that there is none.
        """
        convert = encoder(valued.type)
        value = self._work_out(lambda context: self._value(context, valued))
        stored = value if convert is None or value is None else convert(value)
        written = valued.expression
        return {**dict.fromkeys(written.names), **stored} if isinstance(written, MakeObject) else stored

    def after(self, duration: Valued) -> int:
        """The instant that lies an amount of time, or of business days, after now."""

        def instant(context: Context) -> int:
            amount = self._value(context, duration)
            if isinstance(amount, BusinessDays):
                return context.business_days_after(context.at_instant, amount)
            return min(context.at_instant + max(0, int(amount)), LATEST)

        return self._work_out(instant)

    def _value(self, context: Context, valued: Valued) -> Any:
        return context.evaluate(self._program.function(valued.expression))

    def _work_out(self, work: Callable[[Context], T]) -> T:
        """Do the work, bringing the facts that it needs."""
        known: Facts = {}
        while True:
            try:
                return work(Context(self._program, new_state("scenario"), self._core.clock.now(), known))
            except MissingFact as missing:
                self._find_out(missing.key, known)
            except (EvaluationError, FactsUnavailable) as error:
                raise ScenarioFailed(f"this line has a value that cannot be worked out: {error}") from error
            except PendingAnswer as pending:
                message = f"this line asks `{pending.predicate}`, which a plugin supplies"
                raise ScenarioFailed(message, hint="Write the answer itself.") from pending

    def _find_out(self, key: FactKey, known: Facts) -> None:
        try:
            with self._core.store.reading() as reads:
                look_up((key,), self._program.graph, reads, known)
        except NeedsOutside as needed:
            known |= ask(self._core.directory, needed.keys)
