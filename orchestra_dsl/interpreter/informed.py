"""What generated functions learn from outside: the facts of the event, its time, calendars and zones."""

from datetime import UTC, datetime, timedelta
from typing import Any

from orchestra_dsl.graph.moments import LATEST, LONGEST, BusinessDays, DateTime, show_duration
from orchestra_dsl.graph.types import Scalar, Type, required
from orchestra_dsl.graph.values import decimal_text, principal_name
from orchestra_dsl.interpreter.budgeted import Budgeted
from orchestra_dsl.interpreter.converters import Converters
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.facts import MOST_MEMBERS, FactKey, Facts, MissingFact


class Informed(Budgeted):
    """Facts and times. `used` are the facts that were asked for: they become part of the history."""

    __slots__ = ()

    program: Converters
    at_instant: int
    facts: Facts
    used: dict[FactKey, Any]

    def fact(self, key: FactKey) -> Any:
        """The answer to a question about the world outside; it becomes part of the history."""
        try:
            answer = self.facts[key]
        except KeyError:
            raise MissingFact(key) from None
        self.used[key] = answer
        return answer

    def members(self, principal: str) -> list[str]:
        """The users of a group or queue. Raises EvaluationError where they are too many to be read one by one."""
        found = self.fact(("members", principal))
        if isinstance(found, int):
            kind, _, name = principal.partition(":")
            raise EvaluationError(
                "TooLarge",
                f"the {kind} {name} has {found:,} members, of which {MOST_MEMBERS:,} can be read one by one; "
                f"name a smaller {kind}",
            )
        return list(found)

    # --- times --------------------------------------------------------------------------------------------------

    @property
    def now(self) -> DateTime:
        """The time of the event, in the zone of the calendar that the orchestration uses."""
        return DateTime(self.at_instant, self.zone)

    @property
    def zone(self) -> str:
        """The zone in which times without one are meant and shown."""
        calendar = self.program.calendar
        return "UTC" if calendar is None else calendar.zone

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

    def after(self, amount: int | BusinessDays | None, start: int) -> int:
        """The instant that lies an amount of time, or of business days, after `start`.

        A time after the last of all times is that one.
        """
        if isinstance(amount, BusinessDays):
            return self.business_days_after(start, amount)
        return min(start + passing(amount), LATEST)

    def open_share(self, start: int, end: int, percent: int) -> int:
        """The instant by which so much of the open time between the two has passed."""
        calendar = self.program.calendar
        assert calendar is not None, "who counts in business days has a calendar"
        whole = self.fact(("open", calendar.name, start, end))
        found = None if whole is None else self.fact(("opening", calendar.name, start, whole * percent // 100))
        if found is None:
            raise EvaluationError("NoWorkingTime", f"the calendar {calendar.name} has no open time to measure by")
        return int(found)

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


def passing(amount: int | None) -> int:
    """An amount of time that can pass: it is there, not negative, and within a thousand years."""
    if amount is None:
        raise EvaluationError("MissingValue", "a duration that is needed here is missing")
    if amount < 0:
        raise EvaluationError("BadDuration", f"a duration of {show_duration(amount)}: it cannot be negative")
    if amount > LONGEST:
        raise EvaluationError("BadDuration", f"a duration of {show_duration(amount)}: a thousand years is the longest")
    return amount
