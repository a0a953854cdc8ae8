"""The pages of the language say all of it: a meaning for every form, and every rule."""

import re

import pytest

from orchestra_dsl.analysis.types.rules.asking import STATUSES as STATUSES_OF_ELEMENTS
from orchestra_dsl.compile.pipeline import compile_source
from orchestra_dsl.compile.support.form import Form
from orchestra_dsl.compile.support.table import SUPPORT
from orchestra_dsl.diagnostics import CODES, Severity
from orchestra_dsl.graph.error_names import ERRORS
from orchestra_dsl.graph.statuses import ENDED, UNDER_WAY, ItemStatus
from orchestra_dsl.source import SourceFile
from tests.house.checkout import ROOT

LANGUAGE = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
RULES = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
NUMBERED = dict(re.findall(r"^## (\d+)\. [^\n]+\n\n(.*?)(?=^## )", RULES, re.MULTILINE | re.DOTALL))
FORMS = [form for rows in SUPPORT.values() for form in rows]
EXAMPLES = re.findall(r"```orch\n(.*?)```", LANGUAGE, re.DOTALL)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.text)
def test_every_form_has_a_meaning_in_whole_sentences(form: Form) -> None:
    assert re.fullmatch(r"[A-Z`][^\n]+[.]", form.meaning)


def test_the_page_has_a_place_for_every_heading_of_the_table() -> None:
    places = re.findall(r"^<!-- forms: (.+) -->$", LANGUAGE, re.MULTILINE)
    assert sorted(places) == sorted(SUPPORT)


def test_every_form_is_on_the_page() -> None:
    """Also where the page is not made anew after a change of the table."""
    shown = re.findall(r"^\| `(.+?)` \| ", LANGUAGE, re.MULTILINE)
    assert [form.text for form in FORMS if form.text.replace("|", "\\|") not in shown] == []


def test_what_is_not_run_is_marked() -> None:
    marked = {line.split("`")[1] for line in LANGUAGE.splitlines() if "| *Not yet.* " in line}
    assert marked == {form.text for form in FORMS if not form.run}


AROUND = """
record Case { id: text  status: "New" | "Closed" }
record Order { id: text  total: decimal  approved: boolean  status: "Open" | "Canceled" }
record Trip { id: text  abroad: boolean  travelers: list<user> }
record Request { id: text  owner: user }
event payment_received { order: text }
flow ask(whom: text)
flow reserve_hotel(trip: Trip) -> { number: integer }
flow release_hotel(number: integer)
screen check_visa(trip: Trip, who: user) -> { fine: boolean }
screen approve_request(request: Request) -> { fine: boolean }
calendar office { zone "Europe/Berlin"  open mon to fri 09:00 to 17:00 }
"""
"""What the parts of sources on the page refer to."""

PARTS = {
    "start on case": "orchestration x(case: Case) { %s }",
    "start every": "orchestration x(day: datetime) { %s }",
    "decide size": "orchestration x(order: Order) { %s }",
    "await payment": "orchestration x(order: Order) { %s stage ship { } }",
    "stage offers": "orchestration x(order: Order) { %s end stage without_offers { } }",
    "stage booking": "orchestration x(trip: Trip) { %s undo end stage another_date { } }",
    "interactive approve": "orchestration x(request: Request) { use calendar office stage s { %s } }",
}
"""What each of them is a part of, by how it begins."""


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.partition("\n")[0])
def test_an_example_of_the_page_compiles(example: str) -> None:
    around = next((around for begin, around in PARTS.items() if example.startswith(begin)), None)
    text = example if around is None else AROUND + around.replace("%s", example)
    result = compile_source("page.orch", lambda name: SourceFile(name, text))
    errors = [each for each in result.diagnostics if CODES[each.code].severity is Severity.ERROR]
    assert errors == []
    assert result.package is not None


def test_every_rule_is_there_in_its_order() -> None:
    assert list(NUMBERED) == [str(number) for number in range(1, 23)]


def test_the_rules_are_those_that_the_code_and_the_tests_cite() -> None:
    files = [*(ROOT / "orchestra_dsl").rglob("*.py"), *(ROOT / "tests").rglob("*.py"), *ROOT.glob("tests/*/*.orch")]
    texts = [file.read_text(encoding="utf-8") for file in files]
    assert {number for text in texts for number in re.findall(r"\b[Rr]ule (\d+)\b", text)} <= NUMBERED.keys()


@pytest.mark.parametrize("number", NUMBERED)
def test_a_rule_names_a_source_that_shows_it(number: str) -> None:
    assert re.findall(r"\]\(\.\./tests/constructs/\w+\.orch\)", NUMBERED[number])


STATUSES = {
    "a run": {each.words for each in (*UNDER_WAY, *ENDED)},
    "a stage, a step": set(STATUSES_OF_ELEMENTS.values),
    "a work item": {each.words for each in ItemStatus},
}


def test_every_status_is_told_of() -> None:
    told: dict[str, set[str]] = {}
    of = ""
    for subject, status in re.findall(r"^\| (.*?) ?\| ([a-z ]+) \| ", RULES.partition("## Statuses")[2], re.MULTILINE):
        of = subject or of
        told.setdefault(of, set()).add(status)
    assert told == {"of": {"status"}} | STATUSES


def test_every_name_of_an_error_is_told_of() -> None:
    table = RULES.partition("## Names of errors")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \| ", table, re.MULTILINE) == list(ERRORS)
