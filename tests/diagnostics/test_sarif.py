"""Findings as SARIF 2.1.0."""

import json
from pathlib import Path
from typing import Any

import attrs

from orchestra_dsl import __version__
from orchestra_dsl.diagnostics import CODES, Diagnostic
from orchestra_dsl.diagnostics.render import render
from orchestra_dsl.source import Span
from tests.diagnostics.samples import CASE, END, GONE, LONG, MISSPELT, SOURCES, find


def run_of(*diagnostics: Diagnostic) -> dict[str, Any]:
    """Render findings and return the one run of the log."""
    log = json.loads(render("sarif", diagnostics, SOURCES))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("/sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def test_a_result_holds_place_labels_and_fix() -> None:
    file = {"uri": "my%20cases/case.orch"}
    subject = {"startLine": 6, "startColumn": 42, "endLine": 6, "endColumn": 45}
    label = {"startLine": 4, "startColumn": 9, "endLine": 4, "endColumn": 16}
    assert run_of(MISSPELT)["results"] == [
        {
            "ruleId": "O202",
            "ruleIndex": 0,
            "level": "error",
            "message": {"text": "There is no step `fxi` in stage `resolve`.\nDid you mean `fix`?"},
            "locations": [{"physicalLocation": {"artifactLocation": file, "region": subject}}],
            "relatedLocations": [
                {
                    "id": 1,
                    "physicalLocation": {"artifactLocation": file, "region": label},
                    "message": {"text": "the stage is declared here"},
                }
            ],
            "fixes": [
                {
                    "description": {"text": "Replace `fxi` with `fix`."},
                    "artifactChanges": [
                        {
                            "artifactLocation": file,
                            "replacements": [{"deletedRegion": subject, "insertedContent": {"text": "fix"}}],
                        }
                    ],
                }
            ],
        }
    ]


def test_rules_come_from_the_registry_and_are_referred_to_by_index() -> None:
    run = run_of(LONG, MISSPELT, GONE, END, MISSPELT)
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["O001", "O102", "O202", "O803"]
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == ["O803", "O202", "O001", "O102", "O202"]
    rule = rules[3]
    assert rule.pop("help")["text"] == f"{CODES['O803'].why}\n\nTo read more: orchestra explain O803"
    assert rule == {
        "id": "O803",
        "shortDescription": {"text": "Long stage"},
        "fullDescription": {"text": CODES["O803"].why},
        "defaultConfiguration": {"level": "warning"},
    }


def test_the_page_of_a_code_is_its_help() -> None:
    (rule,) = run_of(Diagnostic("O404", "A value is missing.", find(CASE, "resolve")))["tool"]["driver"]["rules"]
    assert rule["help"]["markdown"].startswith(f"## Why it matters\n\n{CODES['O404'].why}\n")


def test_columns_count_code_points_and_the_tool_names_its_version() -> None:
    run = run_of()
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["tool"]["driver"] == {"name": "orchestra", "version": __version__, "rules": []}
    assert run["results"] == []


def test_a_file_that_cannot_be_read_has_no_region() -> None:
    (result,) = run_of(GONE)["results"]
    assert result["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "a%2Cb%3Ac.orch"}}}]


def test_an_absolute_path_becomes_a_file_uri(tmp_path: Path) -> None:
    diagnostic = Diagnostic("O001", "x", Span(0, 0, str(tmp_path / "ä b.orch")))
    (result,) = run_of(diagnostic)["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == (tmp_path / "ä b.orch").as_uri()
    assert uri.startswith("file:///")


def test_a_fix_whose_place_cannot_be_given_is_left_out() -> None:
    log = json.loads(render("sarif", [attrs.evolve(MISSPELT)], {}))
    assert "fixes" not in log["runs"][0]["results"][0]
