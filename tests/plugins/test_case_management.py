"""The case-management example: no findings, scenarios that pass whatever its names are, and the demo."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from orchestra_dsl import Project
from orchestra_dsl.compile.pipeline import compile_source
from orchestra_dsl.scenario.player import play_scenario
from orchestra_dsl.source import SourceFile
from orchestra_dsl.syntax import nodes as n
from tests.language.example import tree
from tests.language.test_renaming import renamed

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "case_management"


def _run(*command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    settings = {"ORCHESTRA_CRM_FILE": str(folder / "crm.db"), "ORCHESTRA_PROJECT": str(EXAMPLE), "TMPDIR": str(folder)}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_example_has_no_finding() -> None:
    assert [each.message for each in Project.load(EXAMPLE).check().diagnostics] == []


def _source() -> str:
    """The example as one text."""
    texts = [(EXAMPLE / name).read_text(encoding="utf-8") for name in ("crm.orch", "case_management.orch")]
    return "\n".join(texts).replace('import "crm.orch"\n', "")


def _reversed(text: str) -> str:
    """The text with the steps of every stage, the branches of every parallel and all declarations in another order."""
    groups: list[Sequence[n.Node]] = [each.steps for each in n.walk(tree(text)) if isinstance(each, n.Stage)]
    groups += [each.branches for each in n.walk(tree(text)) if isinstance(each, n.Parallel)]
    for parts in sorted((group for group in groups if group), key=lambda group: group[0].span.start, reverse=True):
        texts = [text[each.span.start : each.span.end] for each in parts]
        for part, other in reversed(list(zip(parts, reversed(texts), strict=True))):
            text = text[: part.span.start] + other + text[part.span.end :]
    return "\n".join(text[each.span.start : each.span.end] for each in reversed(tree(text).declarations))


def _failures(text: str) -> list[str | None]:
    """What the scenarios of a text have come to; None for one that passed."""
    compiled = compile_source("example.orch", {"example.orch": SourceFile("example.orch", text)}.__getitem__)
    assert [each.message for each in compiled.diagnostics] == []
    assert compiled.package is not None
    results = [play_scenario(compiled.package, each) for each in compiled.package.scenarios]
    return [None if each.failure is None else each.failure.found for each in results]


@pytest.mark.parametrize("written", [str, renamed, _reversed, lambda text: _reversed(renamed(text))])
def test_the_scenarios_pass_whatever_names_are_and_in_whatever_order_steps_stand(written: Callable[[str], str]) -> None:
    assert _failures(written(_source())) == [None, None]


def test_the_other_names_are_other_ones_everywhere() -> None:
    left = set(re.findall(r"\b[a-z_]{4,}\b", renamed(_source()))) & {"enrich", "approver", "rework", "refund_limit"}
    assert left == set()


def test_the_demo_shows_the_whole_case_and_leaves_nothing_behind(tmp_path: Path) -> None:
    before = set(EXAMPLE.rglob("*"))
    done = _run(str(EXAMPLE / "demo.py"), folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    expected = [
        "No findings.",
        "a refund is refused once, then granted",
        "nobody takes the case",
        "Started run",
        "attempt 1 failed: the CRM is busy",
        "30s later",
        "attempt 2 failed: the CRM is busy",
        "1m later",
        "Decision severity: critical",
        "Fix the problem: completed by maria",
        "Approve the refund #1: completed by ann",
        "Decision refund_accepted: again",
        "reserve: undone",
        "Fix the problem: completed by ines",
        "Approve the refund #2: completed by bob",
        "Decision refund_accepted: otherwise",
        "3d later",
    ]
    at = 0
    for line in expected:
        found = done.stdout.find(line, at)
        assert found >= 0, f"{line} is missing after:\n{done.stdout[:at]}"
        at = found
    for line in ("Case management: ended: Paid", "Audit a closed case: ended: Audited"):
        assert line in done.stdout[at:], "neither run waits for the other"
    assert "To omar (email): Case management: Case C-17 is closed" in done.stdout + done.stderr
    left = {path for path in set(EXAMPLE.rglob("*")) - before if "__pycache__" not in path.parts}
    assert left == set()
    assert list(tmp_path.iterdir()) == []
