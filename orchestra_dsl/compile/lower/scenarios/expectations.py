"""`expect …` and `"ann" may not …`."""

from orchestra_dsl.analysis.scenarios.stored import written_fields
from orchestra_dsl.compile.lower.scenarios.line import Lines
from orchestra_dsl.graph import scenario as s
from orchestra_dsl.graph.types import PEOPLE, ObjectOf
from orchestra_dsl.syntax import nodes as n


def expectation(lines: Lines, line: n.Expectation) -> s.Expectation:
    """Lower one expectation."""
    place = lines.place(line)
    match line:
        case n.ExpectStatus(kind=kind, path=path, status=status):
            return s.ExpectStatus(place=place, kind=kind, path=lines.path(path), status=status)
        case n.ExpectCalled():
            return _called(lines, line)
        case n.ExpectNotified(people=people, channel=channel, times=times):
            value = lines.values.value(people, PEOPLE)
            return s.ExpectNotified(place=place, people=value, channel=channel.text, times=times)
        case n.ExpectStarted(times=times):
            return s.ExpectStarted(place=place, times=times)
        case n.ExpectError(error=error):
            return s.ExpectError(place=place, error=error.value)
        case n.ExpectEnded(outcome=outcome):
            return s.ExpectEnded(place=place, outcome=outcome.value)
        case n.ExpectFailed(reason=reason):
            return s.ExpectFailed(place=place, reason=reason.value)
        case n.ExpectCanceled():
            return s.ExpectCanceled(place=place)
        case n.ExpectFinished():
            return s.ExpectFinished(place=place)
        case n.MayNot(person=person, act=act, step=step):
            about = None if step is None else lines.path(step)
            return s.MayNot(place=place, person=person.value, act=act, step=about)


def _called(lines: Lines, line: n.ExpectCalled) -> s.ExpectCalled:
    callee, declared = lines.callee(line.callee), lines.checked.declarations
    everything = {**declared.flows, **declared.predicates}
    fields = ObjectOf(written_fields(everything[callee.name].parameters))
    arguments = None if line.arguments is None else lines.values.value(line.arguments, fields)
    return s.ExpectCalled(place=lines.place(line), callee=callee, times=line.times, arguments=arguments)
