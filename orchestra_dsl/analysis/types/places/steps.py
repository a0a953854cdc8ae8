"""Steps: what they call, and their clauses (language.md, section 3 and rule 4)."""

from typing import TypeAlias

import attrs

from orchestra_dsl.analysis.meanings import LoopMeaning
from orchestra_dsl.analysis.show import show_type
from orchestra_dsl.analysis.types.expectation import condition, expect
from orchestra_dsl.analysis.types.missing import present
from orchestra_dsl.analysis.types.place import Place, Use
from orchestra_dsl.analysis.types.places.body import Body
from orchestra_dsl.analysis.types.places.calls import called_by, check_call
from orchestra_dsl.analysis.types.places.durations import duration, working_time
from orchestra_dsl.analysis.types.places.handlers import handler
from orchestra_dsl.analysis.types.places.notices import notice
from orchestra_dsl.analysis.types.places.people import people_clause
from orchestra_dsl.analysis.types.places.same_person import check_same_person
from orchestra_dsl.analysis.types.scope import Bound, Scope
from orchestra_dsl.graph import types as g
from orchestra_dsl.syntax import nodes as n


def step(body: Body, node: n.Step, place: Place) -> None:
    """Check a step. The name of its loop is seen only by what is worked out for each instance."""
    each = next((clause for clause in node.clauses if isinstance(clause, n.ForEach)), None)
    outside = inside = place
    if each is not None:
        outside = _hiding(place, each)
        scope = Scope(place.scope)
        item = _item(body, each, outside.at(each))
        body.declare(scope, Bound(each.name, LoopMeaning(each, node), item, "loop name"), place)
        inside = place.inside(scope)
    check_call(body.t, node.call, called_by(node), inside.at(node))
    for clause in node.clauses:
        _clause(body, clause, inside, outside)
    check_same_person(body.t, node, inside)


def _hiding(place: Place, each: n.ForEach) -> Place:
    """Return the place of the clauses that are not worked out for each instance."""
    hidden = each.name.text
    return place if place.scope.find(hidden) is not None else attrs.evolve(place, hidden=hidden)


def _item(body: Body, each: n.ForEach, place: Place) -> g.Type:
    type_ = present(body.t, each.items, body.t.infer(each.items, place), "`for each`")
    if isinstance(type_, g.ListOf):
        return type_.item
    if type_ not in (g.NEVER, g.NOTHING):
        hint = "`members(…)` is the list of a group's users." if type_ == g.GROUP else None
        body.t.report("O301", f"`for each` needs a list, but this is {show_type(type_)}.", each.items.span, hint)
    return g.NEVER


def _clause(body: Body, clause: n.StepClause, inside: Place, outside: Place) -> None:
    """Check a clause; `inside` sees the name of the loop, `outside` does not."""
    t = body.t
    match clause:
        case n.StartWhen(condition=asked):
            condition(t, asked, outside.at(clause, Use.WAITING), "`start when`")
        case n.OnlyIf(condition=asked):
            condition(t, asked, outside.at(clause, Use.DECISION), "`only if`")
        case n.EnoughWhen(condition=asked):
            condition(t, asked, outside.at(clause, Use.WAITING), "`enough when`")
        case n.Retry(every=every, up_to=up_to):
            for amount, what in ((every, "`every`"), (up_to, "`up to`")):
                if amount is not None:
                    duration(t, amount, outside.at(clause), what)
        case n.ActAs(person=person):
            expect(t, person, g.USER, outside.at(clause), "`as`")
        case n.MayDelegate():
            people_clause(t, clause, outside.at(clause))
        case n.StartAfter() | n.ForEach() | n.MayAdd() | n.WithoutWaiting():
            return
        case _:
            _of_instance(body, clause, inside)


_OfInstance: TypeAlias = (
    n.EnabledWhile | n.WithdrawWhen | n.FinishWhen | n.Timeout | n.OnError | n.UndoBy | n.NotifyVia | n.PeopleClause
)


def _of_instance(body: Body, clause: _OfInstance, inside: Place) -> None:
    """Check a clause that is worked out for each instance."""
    t = body.t
    match clause:
        case n.EnabledWhile(condition=asked):
            condition(t, asked, inside.at(clause, Use.WAITING), "`enabled while`")
        case n.WithdrawWhen(condition=asked):
            condition(t, asked, inside.at(clause, Use.WAITING), "`withdraw when`")
        case n.FinishWhen(join=asked):
            if not isinstance(asked, n.AllOf | n.AnyOf | n.CountOf):
                condition(t, asked, inside.at(clause, Use.WAITING), "`finish when`")
        case n.Timeout(duration=amount):
            working_time(t, amount, inside.at(clause), "`timeout`")
        case n.OnError():
            handler(body, clause, inside)
        case n.UndoBy(call=call):
            check_call(t, call, n.Flow, inside.at(clause))
        case n.NotifyVia():
            notice(t, clause, inside.at(clause))
        case _:
            people_clause(t, clause, inside.at(clause))
