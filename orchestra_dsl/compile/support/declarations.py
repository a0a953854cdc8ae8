"""The forms of a file: declarations, types, and the clauses of an orchestration."""

from collections.abc import Callable

from orchestra_dsl.compile.support.form import Form, runs, waits
from orchestra_dsl.graph.types import WRITABLE
from orchestra_dsl.syntax import nodes as n


def _has_default(node: n.Flow | n.Orchestration) -> bool:
    return any(each.default is not None for each in node.parameters)


def _named(name: str) -> Callable[[n.NamedType], bool]:
    return lambda it: it.name.text == name


DECLARATIONS: tuple[Form, ...] = (
    runs(n.Import, 'import "crm.orch"', "`import`"),
    runs(n.Record, "record Case { … }", "`record`"),
    runs(n.Flow, "flow crm.classify(case: Case) -> { … }", "`flow`"),
    runs(n.Flow, "flow … writes Case.status", "`writes`", lambda it: bool(it.writes)),
    runs(n.Flow, "flow f(n: integer = 1)", "A default value of a flow's parameter", _has_default),
    runs(n.Screen, "screen fix_case(case: Case) -> { … }", "`screen`"),
    runs(n.Predicate, "predicate quiet(case: Case)", "A predicate of a plugin", lambda it: it.body is None),
    runs(n.Predicate, "predicate vip(case: Case) = E", "A predicate written in place", lambda it: it.body is not None),
    runs(n.Event, "event payment_received { … }", "`event`"),
    runs(n.Calendar, "calendar support { … }", "`calendar`"),
    runs(n.Orchestration, 'orchestration name(case: Case) -> { … } "Label" { … }', "`orchestration`"),
    runs(
        n.Orchestration,
        "orchestration name(urgent: boolean = false)",
        "A default value of an orchestration's parameter",
        _has_default,
    ),
)

TYPES: tuple[Form, ...] = (
    *(runs(n.NamedType, name, "", _named(name)) for name in WRITABLE),
    runs(n.NamedType, "Case: the name of a record", "", lambda it: it.name.text not in WRITABLE),
    runs(n.ListType, "list<T>", ""),
    runs(n.UnionType, '"Low" | "High"', ""),
    runs(n.ObjectType, "{ a: T, b: U }", ""),
    runs(n.OptionalType, "T?", ""),
)

CLAUSES: tuple[Form, ...] = (
    runs(n.Version, "version 3", "`version`"),
    runs(n.StartOnRecord, "start on case created", "", lambda it: "created" in it.changes),
    runs(n.StartOnRecord, "start on case updated", "", lambda it: "updated" in it.changes),
    runs(n.StartOnRecord, "start on case … when E", "", lambda it: it.condition is not None),
    runs(n.StartOnRecord, "start on case … once per change", "", lambda it: it.repetition in (None, "once per change")),
    runs(n.StartOnRecord, "start on case … once per record", "", lambda it: it.repetition == "once per record"),
    runs(n.StartOnRecord, "start on case … every time", "", lambda it: it.repetition == "every time"),
    runs(n.StartOnEvent, "start on payment_received as p when E with { … }", "A start by an event"),
    runs(n.StartEvery, 'start every "0 8 * * 1-5" in ZONE with { … }', "A start by a schedule"),
    runs(n.Allow, "allow start by E", "`allow start`", lambda it: it.act == "start"),
    runs(n.Allow, "allow cancel by E", "`allow cancel`", lambda it: it.act == "cancel"),
    runs(n.Allow, "allow reassign by E", "`allow reassign`", lambda it: it.act == "reassign"),
    runs(n.Allow, "allow administer by E", "`allow administer`", lambda it: it.act == "administer"),
    runs(n.Allow, "allow suspend by E", "`allow suspend`", lambda it: it.act == "suspend"),
    runs(n.Allow, "allow view by E", "`allow view`", lambda it: it.act == "view"),
    runs(n.UseCalendar, "use calendar NAME", "`use calendar`"),
    runs(n.OnCancel, "on cancel { … }", "`on cancel`"),
    waits(n.Migrate, "migrate from 2 { … }", "`migrate`", "Runs under way stay with the version they started with."),
)
