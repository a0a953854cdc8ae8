"""`given …`: carried out where it stands, so that what is given later changes what comes after."""

from typing import assert_never

from orchestra_dsl.graph import scenario as s
from orchestra_dsl.graph.accept import BadValue, accept_record
from orchestra_dsl.graph.moments import parse_datetime
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.requests.write import Write
from orchestra_dsl.scenario.people import user
from orchestra_dsl.scenario.play import ADMINISTRATOR, OUTSIDE, Play, refused
from orchestra_dsl.scenario.result import ScenarioFailed


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
            if play.acted:
                play.engine.people_changed(ADMINISTRATOR)
                play.pump.settle()
        case s.GivenManager(person=person, manager=manager):
            play.people.managers[user(person)] = user(manager)
        case _:
            assert_never(line)


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
