"""`given …`: carried out where it stands, so that what is given later changes what comes after."""

from datetime import UTC, date, datetime, time, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from orchestra_dsl.graph import scenario as s
from orchestra_dsl.graph.accept import BadValue, accept_record
from orchestra_dsl.graph.moments import parse_datetime
from orchestra_dsl.graph.types import DATE
from orchestra_dsl.runtime.applying.substitution import instant
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.requests.write import Write
from orchestra_dsl.scenario.people import user
from orchestra_dsl.scenario.play import ADMINISTRATOR, OUTSIDE, Play, refused
from orchestra_dsl.scenario.result import ScenarioFailed

_ALWAYS, _FOR_EVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def give(play: Play, line: s.Given) -> None:
    """Take in one line."""
    match line:
        case s.GivenNow(value=value):
            _now(play, parse_datetime(play.value(value)).instant)
        case s.GivenRecord():
            _record(play, line)
        case s.GivenArgument(parameter=parameter, value=value):
            play.arguments[parameter] = play.value(value)
        case s.GivenReturns() | s.GivenFails() | s.GivenTakes():
            play.answers.give(line)
        case s.GivenMembers(group=group, members=members):
            play.people.groups[group] = members
            _people_changed(play)
        case s.GivenManager(person=person, manager=manager):
            play.people.managers[user(person)] = user(manager)
        case s.GivenAbsence():
            _absence(play, line)
            _people_changed(play)
        case s.GivenAllocation(group=group, policy=policy):
            names = ("default",) if group is None else (f"group:{group}", f"queue:{group}")
            play.policies |= dict.fromkeys(names, policy)
        case _:
            assert_never(line)


def _people_changed(play: Play) -> None:
    """Before the first act there is no work that had to be counted again."""
    if play.acted:
        play.engine.people_changed(ADMINISTRATOR)
        play.pump.settle()


def _absence(play: Play, line: s.GivenAbsence) -> None:
    """Somebody is away from an instant on, and back at another; without one always, and for ever."""
    since = _ALWAYS if line.since is None else _instant(play, line.since)
    back = _FOR_EVER if line.until is None else _instant(play, line.until, end=True)
    if back <= since:
        raise ScenarioFailed(f"{line.person} is back before the absence begins", hint="Give a later `until`.")
    play.people.be_away(user(line.person), since, back, None if line.substitute is None else user(line.substitute))


def _instant(play: Play, valued: s.Valued, *, end: bool = False) -> datetime:
    """An instant; of a day, which counts as a whole, the beginning or the end."""
    value = play.value(valued)
    if valued.type != DATE:
        return instant(parse_datetime(value).instant)
    day = datetime.combine(date.fromisoformat(value), time(), ZoneInfo(play.zone))
    return day + timedelta(days=1) if end and day.date() < date.max else day


def _now(play: Play, instant: int) -> None:
    """Before the first act the clock is set; after it, time passes as it does for `advance`."""
    if not play.acted:
        play.clock.advance(instant - play.clock.now())
    elif instant < play.clock.now():
        raise ScenarioFailed("time does not go back: it is later than this already", hint="Give an earlier time above.")
    else:
        play.pump.advance(instant)


def _record(play: Play, line: s.GivenRecord) -> None:
    """Write a record without starting anything; who reads it is woken as by any other write."""
    declared = play.engine.programs.record(line.record)
    try:
        fields = accept_record(declared, play.value(line.value))
        play.engine.submit(Write(declared, fields["id"], fields, OUTSIDE, triggers=False)).result()
    except (BadValue, Refusal) as error:
        refused(error)
    play.arguments[line.parameter] = fields["id"]
    play.pump.settle()
