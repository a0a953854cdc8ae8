"""SARIF is valid against its schema, which lies beside this file as OASIS has published it."""

import json
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # it has no annotations
import pytest

from orchestra_dsl.analysis.check import check
from orchestra_dsl.diagnostics import CODES, Code, Diagnostic, Edit, Fix, Label, Severity
from orchestra_dsl.diagnostics.render import render
from orchestra_dsl.source import SourceFile, Span
from tests.analysis.expected import CASES
from tests.diagnostics.samples import END, GONE, LONG, MISSING, MISSPELT, SOURCES

SCHEMA = json.loads(Path(__file__).with_name("sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)
GUEST = Code(code="acme/no-log", title="Log line", why="It is lost.", severity=Severity.WARNING)


def wrong(log: str) -> list[str]:
    """What the schema says against a log."""
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(json.loads(log))]


def found() -> tuple[list[Diagnostic], dict[str, SourceFile]]:
    """What is wrong with all bad sources, each checked by itself."""
    sources: dict[str, SourceFile] = {}

    def load(path: str) -> SourceFile:
        sources[path] = SourceFile(path, (CASES / path).read_text(encoding="utf-8"))
        return sources[path]

    entries = sorted(path.relative_to(CASES).as_posix() for path in (CASES / "bad").rglob("*.orch"))
    return [each for entry in entries for each in check(entry, load).diagnostics], sources


def test_a_log_without_findings_is_valid() -> None:
    assert wrong(render("sarif", [], {})) == []


@pytest.mark.parametrize("diagnostic", [END, GONE, LONG, MISSING, MISSPELT])
def test_a_log_with_one_finding_is_valid(diagnostic: Diagnostic) -> None:
    assert wrong(render("sarif", [diagnostic], SOURCES)) == []


def test_the_findings_of_all_bad_sources_are_valid_with_their_labels_and_fixes() -> None:
    diagnostics, sources = found()
    log = render("sarif", diagnostics, sources)
    results: list[dict[str, Any]] = json.loads(log)["runs"][0]["results"]
    assert len(results) > 100
    assert any("fixes" in each for each in results)
    assert any("relatedLocations" in each for each in results)
    assert wrong(log) == []


def test_every_code_is_valid_as_a_rule_and_so_is_that_of_a_plugin() -> None:
    file = SourceFile("/a folder/möbel, 100 %.orch", "one\ntwo")
    span = Span(0, 3, file.name)
    fix = Fix("Write it", [Edit(span, ""), Edit(Span(7, 7, file.name), "\n")])
    every = [Diagnostic(code, "Wrong.", span, [Label(span, "Here.")], "Mend it.", fix) for code in CODES]
    every.append(Diagnostic(GUEST.code, "Wrong.", Span(0, 0, "missing.orch"), about=GUEST))
    assert wrong(render("sarif", every, {file.name: file})) == []


def test_the_schema_finds_what_is_wrong() -> None:
    log = render("sarif", [END], SOURCES).replace('"ruleId"', '"rule"').replace('"startLine": ', '"startLine": -')
    assert wrong(log)
