"""Scenarios in a package: with their places, beside the hashes of orchestrations, and only for what plugins supply."""

from orchestra_dsl.graph.codec import decode_package, encode_package
from orchestra_dsl.graph.scenario import ExpectStatus, GivenReturns
from tests.compile.compiling import compile_text

PROCESS = """
flow f() -> { out: decimal }
predicate old(n: decimal) = n > 3
orchestration other() { end }
orchestration o() { stage a "A" { background x = f() } }
"""
SCENARIO = """
scenario "one" of o {
  given f returns { out: 1 }
  expect step a.x active
}
"""


def test_lines_keep_their_places_and_names_lead_to_elements() -> None:
    package = compile_text(PROCESS + SCENARIO).package
    assert package is not None
    (scenario,) = package.scenarios
    given, expected = scenario.lines
    assert isinstance(given, GivenReturns)
    assert isinstance(expected, ExpectStatus)
    assert (given.place.line, given.place.column) == (8, 3)
    assert (expected.path.text, expected.status) == ("a.x", "active")


def test_a_package_with_scenarios_comes_back_from_its_stored_form() -> None:
    package = compile_text(PROCESS + SCENARIO).package
    assert package is not None
    assert decode_package(encode_package(package)) == package


def test_a_start_that_says_what_is_the_default_comes_back_too() -> None:
    text = "record Case { id: text } orchestration o(case: Case) { start on case created once per change end }"
    package = compile_text(text).package
    assert package is not None
    assert decode_package(encode_package(package)) == package


def test_scenarios_are_part_of_no_hash() -> None:
    without, with_one = compile_text(PROCESS).package, compile_text(PROCESS + SCENARIO).package
    assert without is not None
    assert with_one is not None
    assert [each.hash for each in without.orchestrations] == [each.hash for each in with_one.orchestrations]


def test_a_scenario_answers_only_for_what_plugins_supply() -> None:
    for name, what in (("old", "a predicate written in place"), ("other", "an orchestration")):
        text = PROCESS + f'scenario "x" of o {{ expect {name} called }}'
        found = [(each.code, each.message) for each in compile_text(text).diagnostics]
        assert found == [("O308", f"`{name}` is {what}.")]


def test_a_scenario_that_is_imported_is_in_the_package() -> None:
    package = compile_text('import "more.orch"', more=PROCESS + SCENARIO).package
    assert package is not None
    assert [each.place.file for each in package.scenarios] == ["more.orch"]
