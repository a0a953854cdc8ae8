"""O409: what is run by many steps is gone through once."""

from collections.abc import Iterator

import pytest

from orchestra_dsl.analysis.flow.beside import Beside
from orchestra_dsl.analysis.flow.build import flow_of
from orchestra_dsl.analysis.flow.checks.locks import locks
from orchestra_dsl.analysis.flow.steady import Steady
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
