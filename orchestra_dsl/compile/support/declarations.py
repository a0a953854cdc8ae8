"""The forms of a file: declarations, types, and the clauses of an orchestration."""

from orchestra_dsl.compile.support.form import Form, runs, through, waits
from orchestra_dsl.syntax import nodes as n

DECLARATIONS: tuple[Form, ...] = (
    runs(n.Import, 'import "crm.orch"', "`import`"),
    runs(n.Record, "record Case { … }", "`record`"),
    runs(n.Flow, "flow crm.classify(case: Case) -> { … } writes Case.status", "`flow`"),
    runs(n.Screen, "screen fix_case(case: Case) -> { … }", "`screen`"),
    runs(n.Predicate, "predicate quiet(case: Case)", "A predicate of a plugin", lambda it: it.body is None),
    runs(n.Predicate, "predicate vip(case: Case) = E", "A predicate written in place", lambda it: it.body is not None),
    runs(n.Event, "event payment_received { … } (declared; using it is not run)", "`event`"),
    runs(n.Calendar, "calendar support { … }", "`calendar`"),
    runs(
        n.Orchestration,
        'orchestration name(case: Case, urgent: boolean = false) -> { … } "Label" { … }',
        "`orchestration`",
    ),
    waits(
        n.Scenario,
        'scenario "…" of name { … }',
        "A scenario",
        "Move it to a file of its own until it can be run.",
        place=through(lambda it: it.orchestration),
    ),
)

TYPES: tuple[Form, ...] = (
    runs(n.NamedType, "text, integer, decimal, boolean, date, datetime, duration, user, group, queue, json, Case", ""),
    runs(n.ListType, "list<T>", ""),
    runs(n.UnionType, '"Low" | "High"', ""),
    runs(n.ObjectType, "{ a: T, b: U }", ""),
    runs(n.OptionalType, "T?", ""),
)

CLAUSES: tuple[Form, ...] = (
    runs(n.Version, "version 3", "`version`"),
    runs(n.StartOnRecord, "start on case created or updated when E once per change | once per record | every time", ""),
    waits(
        n.StartOnEvent,
        "start on payment_received as p when E with { … }",
        "A start by an event",
        "Start it when a record changes, or by hand.",
    ),
    waits(n.StartEvery, 'start every "0 8 * * 1-5" in ZONE with { … }', "A start by a schedule", "Start it by hand."),
    waits(n.Allow, "allow start by E", "`allow`"),
    runs(n.UseCalendar, "use calendar NAME", "`use calendar`"),
    waits(n.OnCancel, "on cancel { … }", "`on cancel`"),
    waits(n.Migrate, "migrate from 2 { … }", "`migrate`", "Runs under way stay with the version they started with."),
)
