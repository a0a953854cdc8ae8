"""O409: what is run by many steps is gone through once."""

from collections.abc import Iterator

import pytest

from orchestra_dsl.analysis.flow.beside import Beside
from orchestra_dsl.analysis.flow.build import flow_of
from orchestra_dsl.analysis.flow.checks.locks import locks
from orchestra_dsl.analysis.flow.steady import Steady
from orchestra_dsl.compile.pipeline import compile_source
from orchestra_dsl.source import SourceFile
from orchestra_dsl.syntax import nodes as n
from tests.analysis.texts import check_text


def test_what_many_steps_run_is_gone_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = " ".join(f"background b{i} = run middle(case)" for i in range(50))
    checked = check_text(
        "record Case { count: integer } flow f(case: Case) "
        "orchestration inner(case: Case) { stage s { background a = f(case) } } "
        "orchestration middle(case: Case) { stage s { background a = run inner(case) } } "
        f'orchestration outer(case: Case) {{ stage s {{ lock "x" {steps} }} }}'
    ).checked
    walk, walked = n.walk, list[str]()

    def counted(root: n.Node) -> Iterator[n.Node]:
        if isinstance(root, n.Orchestration):
            walked.append(root.name.text)
        return walk(root)

    flow = flow_of(checked.orchestrations[-1].outline)
    monkeypatch.setattr(n, "walk", counted)
    assert list(locks(Steady(flow, checked, Beside(flow)))) == []
    assert walked == ["middle", "inner"]


def test_what_an_imported_orchestration_locks_is_found_through_every_file() -> None:
    """Rule 18: children, and their children, wherever they are written."""
    files = {
        "case.orch": "record Case { id: text }\nflow f(case: Case)\n",
        "deep.orch": 'import "case.orch"\n'
        'orchestration deep(case: Case) { stage s { lock "case {case.id}" background a = f(case) } }\n',
        "middle.orch": 'import "case.orch"\nimport "deep.orch"\n'
        "orchestration middle(case: Case) { stage s { background a = run deep(case) } }\n",
        "main.orch": 'import "case.orch"\nimport "middle.orch"\n'
        'orchestration main(case: Case) { stage s { lock "all" background a = run middle(case) } }\n',
    }
    found = compile_source("main.orch", lambda path: SourceFile(path, files[path])).diagnostics
    (finding,) = (each for each in found if each.code == "O409")
    assert finding.span.file == "main.orch"
    assert [label.span.file for label in finding.labels] == ["main.orch", "deep.orch"]
