"""Scenarios that were played, as JUnit XML: a test suite for each source, a test case for each scenario."""

import re
from itertools import groupby
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from orchestra_dsl.workspace.failing import failure_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestra_dsl.workspace.playing import Played

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document may hold, escaped or not."""


def document(played: "Sequence[Played]") -> bytes:
    """The report, encoded."""
    root = ET.Element("testsuites", {"name": "orchestra", **_counts(played)})
    for name, group in groupby(played, key=lambda each: each.source.name):
        cases = list(group)
        suite = ET.SubElement(root, "testsuite", {"name": _text(name), **_counts(cases), "errors": "0", "skipped": "0"})
        for case in cases:
            _case(suite, case)
    ET.indent(root)
    data: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return data + b"\n"


def _counts(played: "Sequence[Played]") -> dict[str, str]:
    failed = sum(each.result.failure is not None for each in played)
    seconds = sum(each.result.seconds for each in played)
    return {"tests": str(len(played)), "failures": str(failed), "time": f"{seconds:.6f}"}


def _case(suite: ET.Element, played: "Played") -> None:
    result = played.result
    about = {
        "name": _text(result.scenario.name),
        "classname": _text(result.scenario.orchestration),
        "file": _text(played.source.name),
        "line": str(result.scenario.place.line),
        "time": f"{result.seconds:.6f}",
    }
    case = ET.SubElement(suite, "testcase", about)
    failure = result.failure
    if failure is not None:
        expected = f"expected: {failure.expected}; found: " if failure.expected else ""
        shown = ET.SubElement(case, "failure", {"type": "failed", "message": _text(expected + failure.found)})
        shown.text = _text("\n".join(failure_lines(played, failure)))


def _text(text: str) -> str:
    return _NOT_IN_XML.sub("\ufffd", text)
