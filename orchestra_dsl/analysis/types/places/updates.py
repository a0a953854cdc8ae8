"""`update case { status: "Working" }`."""

from orchestra_dsl.analysis.show import quoted, show_type
from orchestra_dsl.analysis.types.expectation import expect_fields
from orchestra_dsl.analysis.types.missing import present
from orchestra_dsl.analysis.types.place import Place
from orchestra_dsl.analysis.types.places.body import Body
from orchestra_dsl.analysis.types.subject import record_owner
from orchestra_dsl.graph import types as g
from orchestra_dsl.syntax import nodes as n


def update(body: Body, node: n.Update, place: Place) -> None:
    """Check that what is updated is a record, and its fields."""
    t = body.t
    subject = node.record
    type_ = present(t, subject, t.infer(subject, place), "`update`")
    if isinstance(type_, g.RecordOf):
        fields = t.declarations.records[type_.name].fields
        expect_fields(
            t, node.changes, fields, place, f"The record `{type_.name}`", partly=True, owner=record_owner(type_.name)
        )
        for entry in node.changes.entries:
            if entry.name.text == "id":
                t.report("O311", "A record keeps its `id`: it cannot be changed.", entry.name.span, "Leave it out.")
        return
    t.infer(node.changes, place)
    if type_ not in (g.NEVER, g.NOTHING):
        message = f"`update` changes a record, but {quoted(subject)} is {show_type(type_)}."
        t.report("O311", message, subject.span, "A variable is changed with `set`.")
