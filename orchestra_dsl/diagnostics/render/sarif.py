"""Findings as SARIF 2.1.0, which code hosts and editors read."""

import json
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from orchestra_dsl._version import __version__
from orchestra_dsl.diagnostics.code import Code
from orchestra_dsl.diagnostics.diagnostic import Diagnostic, Edit, Fix
from orchestra_dsl.diagnostics.pages import page_of
from orchestra_dsl.diagnostics.pages.markdown import markdown
from orchestra_dsl.diagnostics.render.regions import region_of
from orchestra_dsl.source import SourceFile, Span

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render(diagnostics: Sequence[Diagnostic], sources: Mapping[str, SourceFile]) -> str:
    """Write findings as one SARIF log with one run; columns count code points."""
    kinds = {diagnostic.code: diagnostic.about for diagnostic in diagnostics}
    rules = sorted(kinds)
    driver = {"name": "orchestra", "version": __version__, "rules": [_rule(kinds[code]) for code in rules]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(diagnostic, rules.index(diagnostic.code), sources) for diagnostic in diagnostics],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(code: Code) -> dict[str, Any]:
    return {
        "id": code.code,
        "shortDescription": {"text": code.title},
        "fullDescription": {"text": code.why},
        "help": _help(code),
        "defaultConfiguration": {"level": code.severity.value},
    }


def _help(code: Code) -> dict[str, str]:
    """What a tool may show beside a result: the page of the code."""
    page = page_of(code.code)
    text = f"{code.why}\n\nTo read more: orchestra explain {code.code}"
    return {"text": text, **({"markdown": markdown(page)} if page else {})}


def _result(diagnostic: Diagnostic, rule: int, sources: Mapping[str, SourceFile]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": rule,
        "level": diagnostic.severity.value,
        "message": {"text": "\n".join(filter(None, [diagnostic.message, diagnostic.hint]))},
        "locations": [_location(diagnostic.span, sources)],
    }
    if diagnostic.labels:
        result["relatedLocations"] = [
            {"id": number, **_location(label.span, sources), "message": {"text": label.message}}
            for number, label in enumerate(diagnostic.labels, 1)
        ]
    if diagnostic.fix and all(edit.span.file in sources for edit in diagnostic.fix.edits):
        result["fixes"] = [_fix(diagnostic.fix, sources)]
    return result


def _location(span: Span, sources: Mapping[str, SourceFile]) -> dict[str, Any]:
    region = _region(span, sources)
    place = {"artifactLocation": {"uri": _uri(span.file)}, "region": region}
    return {"physicalLocation": {key: value for key, value in place.items() if value}}


def _region(span: Span, sources: Mapping[str, SourceFile]) -> dict[str, int] | None:
    region = region_of(span, sources)
    if region is None:
        return None
    return {
        "startLine": region.start.line,
        "startColumn": region.start.column,
        "endLine": region.end.line,
        "endColumn": region.end.column,
    }


def _fix(fix: Fix, sources: Mapping[str, SourceFile]) -> dict[str, Any]:
    files = dict.fromkeys(edit.span.file for edit in fix.edits)
    changes = [
        {
            "artifactLocation": {"uri": _uri(file)},
            "replacements": [_replacement(edit, sources) for edit in fix.edits if edit.span.file == file],
        }
        for file in files
    ]
    return {"description": {"text": fix.message}, "artifactChanges": changes}


def _replacement(edit: Edit, sources: Mapping[str, SourceFile]) -> dict[str, Any]:
    return {"deletedRegion": _region(edit.span, sources), "insertedContent": {"text": edit.text}}


def _uri(file: str) -> str:
    """Return a path as a reference: relative ones stay so, absolute ones get a scheme."""
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
