"""Each pattern of the catalogue is a source without a finding, in its canonical form, and does what it says."""

import re
from pathlib import Path

import pytest

from orchestra_dsl.workspace.formatting import format_data
from orchestra_dsl.workspace.project import Project
from tests.constructs.files import findings
from tests.patterns.files import FOLDER, NAMES, compiled, failures, stored, text_of


def test_nothing_is_found_in_any_of_them_style_included(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORCHESTRA_CACHE", str(tmp_path))
    found = Project.load(FOLDER).check().diagnostics
    assert [f"{each.span.file}: {each.code} {each.message}" for each in found] == []


def test_each_of_the_43_patterns_has_one_source() -> None:
    assert [int(name.removeprefix("wcp").split("_")[0]) for name in NAMES] == list(range(1, 44))
    assert [name for name in NAMES if "_instead_of_" in name] == [
        "wcp08_instead_of_multi_merge",
        "wcp41_instead_of_thread_merge",
        "wcp42_instead_of_thread_split",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_named_after_its_pattern(name: str) -> None:
    heading = re.match(r"## Pattern (\d+), ([^:]+?)(, left out)?: .*\n##\n", text_of(name))
    assert heading is not None, "begin with `## Pattern 1, Sequence: the forms that say it`"
    words = re.findall(r"\w+", heading[2].lower())
    assert name == "_".join([f"wcp{int(heading[1]):02}", *(["instead_of"] if heading[3] else []), *words])


@pytest.mark.parametrize("name", NAMES)
def test_it_is_in_the_canonical_form_and_its_scenarios_hold(name: str) -> None:
    text = text_of(name)
    assert format_data(name, text.encode()).after == text.encode(), f"run `orchestra fmt examples/patterns/{name}.orch`"
    result = compiled(text)
    assert result.package is not None, findings(result)
    assert result.package.scenarios
    assert list(failures(stored(result.package), text)) == []
