"""What plugins' classes expect of records is compared with their declarations (O706)."""

from orchestra_dsl.analysis.check import check
from orchestra_dsl.graph.model import RecordClass
from orchestra_dsl.graph.types import DECIMAL, INTEGER, TEXT, Choice, Field, Optional, RecordOf
from orchestra_dsl.plugin.supplied import RecordKind
from orchestra_dsl.source import SourceFile

TEXT_OF_FILE = """
record Account { name: text }
record Case { amount: integer, note: text?, level: "Low" | "High", account: Account }
flow f(case: Case) -> { out: integer }
"""


CLASS = "the class `Case` of the plugin's flow `f`"


def said(
    *fields: Field, kind: RecordKind = "flow", callee: str = "f", record: str = "Case", times: int = 1
) -> list[tuple[str, str, str | None]]:
    """The findings of O706: message, stretch of the source, hint."""
    classes = [RecordClass(kind, callee, "Case", record, fields)] * times
    found = check("a.orch", lambda path: SourceFile(path, TEXT_OF_FILE), None, classes).diagnostics
    assert {each.code for each in found} <= {"O706"}
    return [(each.message, TEXT_OF_FILE[each.span.start : each.span.end], each.hint) for each in found]


def test_a_class_may_name_fewer_fields_and_wider_types() -> None:
    assert said() == []
    assert said(Field("id", TEXT), Field("amount", DECIMAL), Field("note", Optional(TEXT)), Field("level", TEXT)) == []
    assert said(Field("account", RecordOf("Account")), Field("level", Choice(("High", "Low", "None")))) == []


def test_a_field_that_the_record_lacks_is_said_at_its_name() -> None:
    assert said(Field("amont", INTEGER)) == [
        (
            "The record `Case` has no field `amont`, which the class `Case` of the plugin's flow `f` names.",
            "Case",
            "Did you mean `amount`?",
        )
    ]


def test_a_type_that_differs_is_said_at_the_type() -> None:
    assert said(Field("note", TEXT), Field("level", Choice(("Low",)))) == [
        (
            "The field `note` is `text?` here, but the class `Case` of the plugin's flow `f` expects `text`.",
            "text?",
            "Change the one that is out of date.",
        ),
        (
            f'The field `level` is `"Low" | "High"` here, but {CLASS} expects `"Low"`.',
            '"Low" | "High"',
            "Change the one that is out of date.",
        ),
    ]


def test_a_class_is_reported_once_and_only_where_it_is_used() -> None:
    assert len(said(Field("other", TEXT), times=3)) == 1
    assert said(Field("other", TEXT), callee="g") == []
    assert said(Field("other", TEXT), record="Order") == []


def test_what_a_record_source_brings_has_to_fit_into_the_record() -> None:
    fields = (Field("id", TEXT), Field("amount", INTEGER), Field("note", TEXT), Field("level", Choice(("Low",))))
    assert said(*fields, kind="source", callee="crm") == []
    of = "the class `Case` of the plugin's record source `crm`"
    assert said(Field("amount", DECIMAL), Field("level", TEXT), Field("more", TEXT), kind="source", callee="crm") == [
        (
            f"The record `Case` has no field `more`, which {of} names.",
            "Case",
            "Its fields are `id`, `amount`, `note`, `level` and `account`.",
        ),
        (
            f"The field `amount` is `integer` here, but {of} brings `decimal`.",
            "integer",
            "Change the one that is out of date.",
        ),
        (
            f'The field `level` is `"Low" | "High"` here, but {of} brings `text`.',
            '"Low" | "High"',
            "Change the one that is out of date.",
        ),
    ]
