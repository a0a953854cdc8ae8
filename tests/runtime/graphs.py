"""Small orchestrations as graphs, written by hand: the runtime's tests need no compiler."""

from typing import TypeVar

import msgspec

from orchestra_dsl.graph import elements as el
from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.calendar import Calendar, Hours
from orchestra_dsl.graph.codec import compiled
from orchestra_dsl.graph.model import FORMAT, EventType, Graph, Package, Parameter, Record, RecordTrigger, Signature
from orchestra_dsl.graph.types import (
    BOOLEAN,
    BUSINESS,
    DATETIME,
    DURATION,
    GROUP,
    INTEGER,
    TEXT,
    USER,
    Field,
    RecordOf,
    optional,
)

CASE = Record(
    "Case", (Field("id", TEXT), Field("status", TEXT), Field("amount", INTEGER), Field("note", optional(TEXT)))
)
OF_CASE = Field("case", RecordOf("Case"))
CLASSIFY = Signature("flow", "crm.classify", (OF_CASE,), (Field("severity", TEXT),))
FIX = Signature("screen", "fix_case", (OF_CASE,), (Field("ok", BOOLEAN), Field("words", optional(TEXT))))
QUIET = Signature("predicate", "quiet", (OF_CASE,))
DONE_BY = (Field("completed_by", USER), Field("completed_at", DATETIME))
SECOND = 1_000_000

E = TypeVar("E", bound=el.AnyElement)
the_case = ex.Parameter(0)


def field_is(field: str, value: str) -> ex.Expression:
    """`case.FIELD == "VALUE"`."""
    return ex.Compare("==", ex.Get(the_case, field, "Case"), ex.Literal(TEXT, value), TEXT)


def duration(seconds: int) -> ex.Expression:
    """A literal duration."""
    return ex.Literal(DURATION, seconds * SECOND)


def background(name: str, scope: int, **clauses: object) -> el.Background:
    """`background NAME = crm.classify(case)`."""
    made = el.Background(
        name=name, scope=scope, arguments=(the_case,), parameters=CLASSIFY.parameters, outputs=CLASSIFY.outputs,
        flow="crm.classify",
    )  # fmt: skip
    return _with(made, clauses)


def interactive(name: str, scope: int, **clauses: object) -> el.Interactive:
    """`interactive NAME = fix_case(case) { assign to group("Agents") }`."""
    made = el.Interactive(
        name=name, scope=scope, arguments=(the_case,), parameters=FIX.parameters, outputs=FIX.outputs + DONE_BY,
        screen="fix_case", assign=ex.Literal(GROUP, "group:Agents"), label="Fix it",
    )  # fmt: skip
    return _with(made, clauses)


def _with(made: E, clauses: dict[str, object]) -> E:
    return msgspec.structs.replace(made, **clauses)


def stage(name: str, steps: tuple[int, ...], then: int, **clauses: object) -> el.Stage:
    """A stage of these steps."""
    return _with(el.Stage(name=name, next=then, steps=steps), clauses)


def graph(name: str, elements: tuple[el.AnyElement, ...], *triggers: RecordTrigger) -> Graph:
    """An orchestration about one case."""
    return Graph(
        format=FORMAT, name=name, parameters=(Parameter("case", RecordOf("Case")),), records=(CASE,),
        reads={"Case": ("amount", "status")}, flows=(CLASSIFY,), screens=(FIX,), predicates=(QUIET,),
        triggers=triggers, elements=elements, first=0,
    )  # fmt: skip


def end(index_of_scope: int = el.ROOT) -> el.End:
    """`end "Done"`."""
    return el.End(name="end", scope=index_of_scope, outcome="Done")


def person(name: str = "person", *triggers: RecordTrigger, **clauses: object) -> Graph:
    """One work item."""
    return graph(name, (stage("s", (1,), 2), interactive("s.fix", 0, **clauses), end()), *triggers)


def flow(name: str = "flow", *triggers: RecordTrigger, **clauses: object) -> Graph:
    """One call of a flow."""
    return graph(name, (stage("s", (1,), 2), background("s.classify", 0, **clauses), end()), *triggers)


def both(name: str = "both", *triggers: RecordTrigger) -> Graph:
    """A call of a flow, then a work item."""
    fix = interactive("s.fix", 0, after=el.Join((1,)))
    call = background("s.classify", 0, dependents=(2,))
    return graph(name, (stage("s", (1, 2), 3), call, fix, end()), *triggers)


def ready(name: str = "ready", *triggers: RecordTrigger) -> Graph:
    """A stage that starts when the case is ready, with one call of a flow."""
    elements = (stage("s", (1,), 2, start_when=field_is("status", "Ready")), background("s.classify", 0), end())
    return graph(name, elements, *triggers)


def limited(seconds: int, name: str = "limited") -> Graph:
    """A work item in a stage that ends after some time, by another way."""
    late = el.End(name="late", outcome="Too late")
    timed = stage("s", (1,), 2, timeout=el.Limit(duration(seconds), 3))
    return graph(name, (timed, interactive("s.fix", 0), end(), late))


def on_business_days(name: str = "weekly", *triggers: RecordTrigger) -> Graph:
    """A stage that ends after a business day of a calendar, by another way."""
    week = Calendar("Office", "Europe/Berlin", (Hours((1, 2, 3, 4, 5), 9 * 60, 17 * 60),))
    timed = stage("s", (1,), 2, timeout=el.Limit(ex.Literal(BUSINESS, 1), 3))
    late = el.End(name="late", outcome="Too late")
    made = graph(name, (timed, interactive("s.fix", 0), end(), late), *triggers)
    return msgspec.structs.replace(made, calendar=week)


def quiet(name: str = "quiet") -> Graph:
    """A decision that a plugin's predicate answers."""
    asked = ex.Ask("quiet", (the_case,), (RecordOf("Case"),))
    yes, no = el.Outcome("d.yes", 1, asked), el.Outcome("d.no", 2)
    ends = (el.End(name="yes", outcome="Quiet"), el.End(name="no", outcome="Loud"))
    return graph(name, (el.Decision(name="d", outcomes=(yes, no), next=1), *ends))


def ends_at_once(name: str = "nothing", *triggers: RecordTrigger) -> Graph:
    """Nothing but its end."""
    return graph(name, (end(),), *triggers)


def on_case(rerun: str = "once per change", when: ex.Expression | None = None) -> RecordTrigger:
    """`start on case created or updated when E RERUN`."""
    return RecordTrigger(0, "Case", created=True, updated=True, when=when, rerun=rerun)  # type: ignore[arg-type]  # one of the words


def package(*graphs: Graph, events: tuple[EventType, ...] = ()) -> Package:
    """What a project compiles to."""
    return Package(FORMAT, tuple(compiled(each) for each in graphs), (CASE,), events=events)
