"""`update case { status: "Working" }`."""

from orchestra_dsl.analysis.show import quoted, show_type
from orchestra_dsl.analysis.types.expectation import expect_fields
from orchestra_dsl.analysis.types.missing import present
from orchestra_dsl.analysis.types.place import Place
from orchestra_dsl.analysis.types.places.body import Body
from orchestra_dsl.graph import types as g
from orchestra_dsl.syntax import nodes as n


def update(body: Body, node: n.Update, place: Place) -> None:
    """Check that what is updated is a record, and its fields."""
    t = body.t
    first, *rest = node.record.names
    subject: n.Expression = n.Reference(span=first.span, name=first.text)
    for name in rest:
        subject = n.Attribute(span=first.span.to(name.span), subject=subject, name=name, optional=False)
    type_ = present(t, subject, t.infer(subject, place), "`update`")
    if isinstance(type_, g.RecordOf):
        fields = t.declarations.records[type_.name].fields
        expect_fields(t, node.changes, fields, place, f"The record `{type_.name}`", partly=True)
        return
    t.infer(node.changes, place)
    if type_ not in (g.NEVER, g.NOTHING):
        message = f"`update` changes a record, but {quoted(subject)} is {show_type(type_)}."
        t.report("O311", message, node.record.span, "A variable is changed with `set`.")
