"""What people do in a scenario with work items."""

from typing import assert_never

from orchestra_dsl.compile.lower.scenarios.line import Lines, said
from orchestra_dsl.graph import scenario as s
from orchestra_dsl.graph.types import DATETIME, INTEGER, PEOPLE
from orchestra_dsl.syntax import nodes as n


def on_item(lines: Lines, line: n.OnItem) -> s.Act:
    """Lower what is done with the work item of a step."""
    place, step, value = lines.place(line), lines.path(line.step), lines.values.value
    person = said(line.person)
    match line:
        case n.Skip(values=values):
            given = None if values is None else value(values, lines.filled_in(line.step))
            return s.Skip(place=place, person=person, step=step, value=given)
        case n.Suspend(duration=duration, until=until):
            return s.Suspend(
                place=place,
                person=person,
                step=step,
                duration=None if duration is None else value(duration),
                until=None if until is None else value(until, DATETIME),
            )
        case n.Resume():
            return s.Resume(place=place, person=person, step=step)
        case n.Prioritize(priority=priority):
            return s.Prioritize(place=place, person=person, step=step, priority=value(priority, INTEGER))
        case n.Reassign(people=people):
            return s.Reassign(place=place, person=person, step=step, people=value(people, PEOPLE))
        case _:
            return _named(lines, line)


def _named(lines: Lines, line: n.Claim | n.Release | n.Complete | n.Save | n.Delegate) -> s.Act:
    """What only somebody with a name does."""
    place, person, step = lines.place(line), line.person.value, lines.path(line.step)
    match line:
        case n.Claim():
            return s.Claim(place=place, person=person, step=step)
        case n.Release():
            return s.Release(place=place, person=person, step=step)
        case n.Complete(values=values):
            given = None if values is None else lines.values.value(values, lines.filled_in(line.step))
            return s.Complete(place=place, person=person, step=step, value=given)
        case n.Save(values=values):
            return s.Save(
                place=place, person=person, step=step, value=lines.values.value(values, lines.draft(line.step))
            )
        case n.Delegate(to=to):
            return s.Delegate(place=place, person=person, step=step, to=to.value)
        case _:
            assert_never(line)
