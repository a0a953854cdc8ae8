"""Declarations are compared with what plugins supply, both ways (O7)."""

from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.graph.model import Signature
from orchestra_dsl.graph.types import BOOLEAN, DECIMAL, INTEGER, TEXT, Choice, Field, Optional, RecordOf
from tests.analysis.texts import check_text

CASE = "record Case { id: text }\n"
FLOW = CASE + 'flow crm.classify(case: Case, limit: decimal) -> { severity: "S1" | "S2", note: text? "Note" }\n'
PARAMETERS = (Field("case", RecordOf("Case")), Field("limit", DECIMAL))
OUTPUTS = (Field("severity", Choice(("S2", "S1"))), Field("note", Optional(TEXT)))


def findings(text: str, *signatures: Signature) -> list[Diagnostic]:
    return list(check_text(text, signatures).diagnostics)


def messages(text: str, *signatures: Signature) -> list[str]:
    return [f"{each.code} {each.message}" for each in findings(text, *signatures)]


def test_a_flow_that_a_plugin_supplies_as_declared_is_fine_whatever_the_order() -> None:
    same = Signature("flow", "crm.classify", PARAMETERS[::-1], OUTPUTS[::-1])
    assert findings(FLOW, same) == []


def test_without_signatures_nothing_is_compared() -> None:
    assert check_text(FLOW, None).diagnostics == ()


def test_a_flow_that_no_plugin_supplies_is_found_and_the_nearest_is_offered() -> None:
    (finding,) = findings(FLOW, Signature("flow", "crm.clasify", PARAMETERS, OUTPUTS))
    assert (finding.code, finding.message) == ("O701", "No plugin supplies the flow `crm.classify`.")
    assert FLOW[finding.span.start : finding.span.end] == "crm.classify"
    assert finding.hint == "Did you mean `crm.clasify`?"


def test_a_flow_is_not_supplied_by_a_screen_of_its_name() -> None:
    assert [each.code for each in findings(FLOW, Signature("screen", "crm.classify", PARAMETERS, OUTPUTS))] == ["O701"]


def test_what_the_plugin_lacks_or_has_more_is_said_in_words() -> None:
    other = Signature("flow", "crm.classify", (PARAMETERS[0], Field("top", INTEGER)), OUTPUTS[:1])
    assert messages(FLOW, other) == [
        "O703 The plugin's flow `crm.classify` has the parameter `top: integer`, which is not declared here.",
        "O703 The flow `crm.classify` has no parameter `limit` in the plugin.",
        "O703 The flow `crm.classify` has no output `note` in the plugin.",
    ]


def test_a_parameter_of_another_name_and_the_same_type_is_one_finding() -> None:
    other = Signature("flow", "crm.classify", (PARAMETERS[0], Field("top", DECIMAL)), OUTPUTS)
    (finding,) = findings(FLOW, other)
    assert finding.message == "The parameter `limit` is called `top` in the plugin's flow `crm.classify`."
    assert FLOW[finding.span.start : finding.span.end] == "limit"


def test_a_type_that_differs_is_found_at_the_type() -> None:
    other = Signature("flow", "crm.classify", (PARAMETERS[0], Field("limit", INTEGER)), OUTPUTS)
    (finding,) = findings(FLOW, other)
    assert (
        finding.message == "The parameter `limit` is `decimal` here, but `integer` in the plugin's flow `crm.classify`."
    )
    assert FLOW[finding.span.start : finding.span.end] == "decimal"


def test_an_output_that_may_be_missing_on_one_side_only_differs() -> None:
    other = Signature("flow", "crm.classify", PARAMETERS, (OUTPUTS[0], Field("note", TEXT)))
    assert [each.code for each in findings(FLOW, other)] == ["O703"]


def test_a_closed_set_with_another_value_differs() -> None:
    more = (Field("severity", Choice(("S1", "S2", "S3"))), OUTPUTS[1])
    assert [each.code for each in findings(FLOW, Signature("flow", "crm.classify", PARAMETERS, more))] == ["O703"]


def test_a_screen_needs_no_plugin_but_has_to_be_as_the_plugin_has_it() -> None:
    text = CASE + "screen ask(case: Case) -> { ok: boolean }\n"
    assert findings(text) == []
    assert findings(text, Signature("screen", "ask", PARAMETERS[:1], (Field("ok", BOOLEAN),))) == []
    assert [each.code for each in findings(text, Signature("screen", "ask", (), (Field("ok", TEXT),)))] == ["O703"] * 2


def test_a_predicate_needs_a_plugin_unless_it_is_written_in_place() -> None:
    assert messages(CASE + "predicate quiet(case: Case)") == ["O701 No plugin supplies the predicate `quiet`."]
    in_place = CASE + 'predicate quiet(case: Case) = case.id == "1"'
    assert findings(in_place) == []
    assert messages(in_place, Signature("predicate", "quiet", PARAMETERS[:1])) == [
        "O703 The predicate `quiet` is written in place here, and a plugin supplies one of this name too."
    ]


def test_what_a_plugin_supplies_and_no_source_declares_is_no_finding() -> None:
    assert findings(CASE, Signature("flow", "other", ())) == []


def test_a_type_with_a_finding_of_its_own_is_not_compared() -> None:
    (finding,) = findings("flow f(x: txt)", Signature("flow", "f", (Field("x", TEXT),)))
    assert finding.code == "O204"


def test_what_a_flow_writes_is_compared_both_ways() -> None:
    text = CASE + "flow mend(case: Case) writes Case.id\n"
    takes = (Field("case", RecordOf("Case")),)
    assert messages(text, Signature("flow", "mend", takes, writes=("Case.id",))) == []
    assert messages(text, Signature("flow", "mend", takes)) == [
        "O703 The flow `mend` writes `Case.id` here, but the plugin does not say so."
    ]
    silent = text.replace(" writes Case.id", "")
    assert messages(silent, Signature("flow", "mend", takes, writes=("Case.id",))) == [
        "O703 The plugin's flow `mend` writes `Case.id`, which is not declared here."
    ]
