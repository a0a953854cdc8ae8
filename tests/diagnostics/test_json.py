"""Findings as JSON."""

import json

from orchestra_dsl.diagnostics.render import render
from tests.diagnostics.samples import GONE, LONG, MISSPELT, SOURCES


def test_a_finding_holds_everything() -> None:
    assert json.loads(render("json", [MISSPELT], SOURCES)) == {
        "format": 1,
        "findings": [
            {
                "code": "O202",
                "title": "Unknown element",
                "severity": "error",
                "message": "There is no step `fxi` in stage `resolve`.",
                "file": "my cases/case.orch",
                "start": {"line": 6, "column": 42, "offset": 147},
                "end": {"line": 6, "column": 45, "offset": 150},
                "labels": [
                    {
                        "message": "the stage is declared here",
                        "file": "my cases/case.orch",
                        "start": {"line": 4, "column": 9, "offset": 57},
                        "end": {"line": 4, "column": 16, "offset": 64},
                    }
                ],
                "hint": "Did you mean `fix`?",
                "fix": {
                    "message": "Replace `fxi` with `fix`.",
                    "applicability": "safe",
                    "edits": [
                        {
                            "file": "my cases/case.orch",
                            "start": {"line": 6, "column": 42, "offset": 147},
                            "end": {"line": 6, "column": 45, "offset": 150},
                            "text": "fix",
                        }
                    ],
                },
            }
        ],
        "errors": 1,
        "warnings": 0,
    }


def test_a_file_that_cannot_be_read_has_no_place() -> None:
    finding = json.loads(render("json", [GONE], SOURCES))["findings"][0]
    assert (finding["file"], finding["start"], finding["end"]) == ("a,b:c.orch", None, None)
    assert finding["fix"] is None


def test_errors_and_warnings_are_counted() -> None:
    report = json.loads(render("json", [GONE, LONG, LONG], SOURCES))
    assert (report["errors"], report["warnings"]) == (1, 2)


def test_without_findings_the_report_is_whole() -> None:
    assert json.loads(render("json", [], {})) == {"format": 1, "findings": [], "errors": 0, "warnings": 0}
