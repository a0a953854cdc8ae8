"""`await first { … }`: its arms."""

from orchestra_dsl.analysis.meanings import EventMeaning
from orchestra_dsl.analysis.types.expectation import condition
from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.analysis.types.place import Place, Use
from orchestra_dsl.analysis.types.places.body import Body
from orchestra_dsl.analysis.types.places.durations import working_time
from orchestra_dsl.analysis.types.scope import Bound, Scope
from orchestra_dsl.graph import types as g
from orchestra_dsl.syntax import nodes as n


def await_(body: Body, node: n.Await, place: Place) -> None:
    """Check the arms; an event's arm sees the event by the name after `as`."""
    for arm in node.arms:
        match arm:
            case n.EventArm():
                _event(body, arm, place.at(arm))
            case n.TimerArm(duration=amount, then=then):
                working_time(body.t, amount, place.at(arm), "`after`")
                body.then(then, place)
            case n.ConditionArm(condition=asked, then=then):
                condition(body.t, asked, place.at(arm, Use.WAITING), "`on`")
                body.then(then, place)


def _event(body: Body, arm: n.EventArm, place: Place) -> None:
    scope = Scope(place.scope)
    type_ = event_type(body.t, arm.event)
    body.declare(scope, Bound(arm.binding, EventMeaning(arm), type_, "name"), place)
    inside = place.inside(scope)
    if arm.where is not None:
        condition(body.t, arm.where, inside, "`where`")
    if arm.keep is not None:
        working_time(body.t, arm.keep, place, "`keep`")
    body.then(arm.then, inside)


def event_type(t: Inference, name: n.Name) -> g.Type:
    """Return what an event carries; unknown where there is no such event."""
    if t.names.find("event", name.text, t.file) is None:
        t.findings.append(t.names.unknown("O206", n.Event, name.text, name.span, t.file))
        return g.NEVER
    return g.ObjectOf(t.declarations.events[name.text])
