"""The forms of a file: declarations and types."""

from collections.abc import Callable

from orchestra_dsl.compile.support.form import Form, runs
from orchestra_dsl.graph.types import WRITABLE
from orchestra_dsl.syntax import nodes as n


def _has_default(node: n.Flow | n.Orchestration) -> bool:
    return any(each.default is not None for each in node.parameters)


def _named(name: str) -> Callable[[n.NamedType], bool]:
    return lambda it: it.name.text == name


DECLARATIONS: tuple[Form, ...] = (
    runs(
        n.Import,
        'import "crm.orch"',
        "Makes what another file declares known in this one. The path is relative to this file; files that import each "
        "other are an error.",
    ),
    runs(
        n.Record,
        "record Case { … }",
        "What a record of this kind holds: fields with their types and, if you like, labels. The records themselves "
        "are kept in Orchestra's store, into which people, programs and other systems write.",
    ),
    runs(
        n.Flow,
        "flow crm.classify(case: Case) -> { … }",
        "Something that software does. A plugin supplies it; what it takes and answers is declared here and compared "
        "with what the plugin says.",
    ),
    runs(
        n.Flow,
        "flow … writes Case.status",
        "Which fields the flow changes. Two steps that may run at the same time must not write the same one.",
        lambda it: bool(it.writes),
    ),
    runs(
        n.Flow,
        "flow f(n: integer = 1)",
        "The value of an argument that a step leaves out. It is written out, so it reads nothing.",
        _has_default,
    ),
    runs(
        n.Screen,
        "screen fix_case(case: Case) -> { … }",
        "What a person is shown (the parameters) and asked for (the outputs, with labels). Without a plugin the form "
        "is made from this declaration.",
    ),
    runs(
        n.Predicate,
        "predicate quiet(case: Case)",
        "A question that a plugin answers with true or false. It may say when it is to be asked again.",
        lambda it: it.body is None,
    ),
    runs(
        n.Predicate,
        "predicate vip(case: Case) = E",
        "A condition with a name of its own, worked out afresh wherever it is used. It needs no plugin.",
        lambda it: it.body is not None,
    ),
    runs(
        n.Event,
        "event payment_received { … }",
        "A message from outside, and what it brings. It starts runs (`start on`), or a run waits for it (`await`).",
    ),
    runs(
        n.Calendar,
        "calendar support { … }",
        "Working time: a zone, the hours of each day of the week, the holidays of a country or region, and single days "
        "that are open or closed. Business days are counted in it.",
    ),
    runs(
        n.Orchestration,
        'orchestration name(case: Case) -> { … } "Label" { … }',
        "A process: what it needs, what it answers (if anything), its label, and in braces what is done. A run is one "
        "process under way.",
    ),
    runs(
        n.Orchestration,
        "orchestration name(urgent: boolean = false)",
        "The value of an argument that whoever starts a run leaves out.",
        _has_default,
    ),
)

_SCALARS = {
    "text": "Any text.",
    "integer": "A whole number of up to 64 bits.",
    "decimal": "An exact number of up to 34 digits, as for money: 0.1 + 0.2 is 0.3.",
    "boolean": "`true` or `false`.",
    "date": "A day, without a time.",
    "datetime": "A point in time, with its zone.",
    "duration": "A length of time.",
    "user": "Somebody, by name. Wherever people are expected, a missing value means nobody.",
    "group": "Users under a common name, as the directory of people knows them.",
    "queue": "A pool of work under a name; its members take from it.",
    "json": "Anything that JSON can hold. Expressions do not look inside; flows do.",
}

TYPES: tuple[Form, ...] = (
    *(runs(n.NamedType, name, _SCALARS[name], _named(name)) for name in WRITABLE),
    runs(
        n.NamedType,
        "Case: the name of a record",
        "A record of this kind. Its fields are read afresh whenever an expression is worked out.",
        lambda it: it.name.text not in WRITABLE,
    ),
    runs(n.ListType, "list<T>", "Values of one type, in their order."),
    runs(
        n.UnionType,
        '"Low" | "High"',
        "One of these texts and no other: a closed set. The compiler checks that a decision has thought of each.",
    ),
    runs(n.ObjectType, "{ a: T, b: U }", "An object with these fields."),
    runs(
        n.OptionalType,
        "T?",
        "A value that may be missing. It is read with `?.` or `??`, or after a check that the compiler can follow.",
    ),
)
