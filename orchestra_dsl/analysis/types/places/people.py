"""The clauses of a step about people and due times."""

from collections.abc import Iterable

from orchestra_dsl.analysis.show import quoted, show_type
from orchestra_dsl.analysis.types.expectation import expect
from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.analysis.types.missing import present
from orchestra_dsl.analysis.types.place import Place
from orchestra_dsl.analysis.types.places.durations import duration, moment, working_time
from orchestra_dsl.graph import types as g
from orchestra_dsl.syntax import nodes as n

MOST_PERCENT = 1000


def people_clause(t: Inference, clause: n.PeopleClause, place: Place) -> None:
    """Check one clause; `place` is that of the clause."""
    match clause:
        case n.AssignTo(people=people, otherwise=otherwise):
            _people(t, [people, otherwise], place, "`assign to`")
        case n.Exclude(people=excluded):
            _people(t, excluded, place, "`exclude`")
        case n.MayDelegate(people=people):
            _people(t, [people], place, "`may delegate to`")
        case n.About(record=record):
            _record(t, record, place, "`about`")
        case n.Locks(record=record):
            _record(t, record, place, "`locks`")
        case n.DueIn(duration=amount, rungs=rungs):
            working_time(t, amount, place, "`due in`")
            _rungs(t, rungs, place)
        case n.DueAt(moment=at, rungs=rungs):
            moment(t, at, place, "`due at`")
            _rungs(t, rungs, place)
        case n.RemindEvery(interval=interval):
            duration(t, interval, place, "`remind every`")
        case n.Priority(value=value):
            expect(t, value, g.INTEGER, place, "`priority`")
        case n.SamePersonAs() | n.DifferentPeople() | n.MaySkip():
            return


def _people(t: Inference, nodes: Iterable[n.Expression | None], place: Place, what: str) -> None:
    for node in nodes:
        if node is not None:
            expect(t, node, g.PEOPLE, place, what)


def _rungs(t: Inference, rungs: tuple[n.Rung, ...], place: Place) -> None:
    for rung in rungs:
        match rung.moment:
            case n.AfterDue(duration=later):
                working_time(t, later, place, "`after`")
            case n.AtPercent(percent=percent) if not 0 < percent <= MOST_PERCENT:
                hint = "Write a part of the time until the work is due, such as `50%`."
                t.report("O607", f"`at {percent}%` is no time on the way to the due time.", rung.moment.span, hint)
            case _:
                pass
        match rung.action:
            case n.NotifyRung(people=people):
                expect(t, people, g.PEOPLE, place, "`notify`")
            case n.ReassignRung(people=people):
                expect(t, people, g.PEOPLE, place, "`reassign to`")
            case n.RemindRung():
                continue


def _record(t: Inference, node: n.Expression, place: Place, what: str) -> None:
    type_ = present(t, node, t.infer(node, place), what)
    if not isinstance(type_, g.RecordOf) and type_ not in (g.NEVER, g.NOTHING):
        t.report("O301", f"{what} needs a record, but {quoted(node, 'this')} is {show_type(type_)}.", node.span)
