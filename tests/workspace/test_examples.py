"""The examples on the pages of findings: each wrong one has the finding that its page is about, each right one none."""

from pathlib import Path

import attrs
import pytest

from orchestra_dsl.diagnostics import CODES
from orchestra_dsl.diagnostics.pages import File, Page, page_of
from orchestra_dsl.workspace.examples import check_example, reported_for
from orchestra_dsl.workspace.formatting import format_data

PAGES = [page for page in map(page_of, CODES) if page is not None]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORCHESTRA_CACHE", str(tmp_path))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code.code)
def test_a_wrong_example_has_the_one_finding_and_the_right_one_has_none(page: Page) -> None:
    assert {each.code for each in check_example(page.wrong).diagnostics} == {page.code.code, *page.also}
    assert {each.code for each in check_example(page.right).diagnostics} == {*page.also}


def test_an_example_with_settings_is_a_project_with_its_plugins() -> None:
    source = File("process.orch", "orch", "flow desk.classify() -> { team: group }\n")
    assert check_example([source]).diagnostics == ()
    settings = File("orchestra.toml", "toml", 'plugins = ["flows.py"]\n')
    (finding,) = check_example([source, settings, File("flows.py", "python", "")]).diagnostics
    assert finding.message == "No plugin supplies the flow `desk.classify`."
    assert finding.span.file == "process.orch"


def test_what_a_page_is_not_about_is_left_out_of_what_is_reported() -> None:
    page = page_of("O409")
    assert page is not None
    assert "O409" in reported_for(page)
    assert "O409" not in reported_for(attrs.evolve(page, also=("O409",)))


def test_a_file_is_saved_as_its_example_says() -> None:
    source = File("process.orch", "orch", 'record Case { status: "Geöffnet" }\n', "latin-1")
    assert [each.code for each in check_example([source]).diagnostics] == ["O002"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code.code)
def test_a_right_example_is_in_the_canonical_form(page: Page) -> None:
    for file in page.right:
        if file.language == "orch":
            assert not format_data(file.name, file.text.encode()).changed, "copy what `orchestra fmt -` makes of it"
