"""The list of the errors that runs meet by themselves has every one that the code names."""

import re
from pathlib import Path

import orchestra_dsl
from orchestra_dsl.graph.error_names import ERRORS

RAISED = re.compile(
    r"(?:EvaluationError\(|FlowFailed\([a-z]+, |RecordUpdateFailed\([a-z.]+, |FlowError\(|ChildEnded\([a-z.]+, code=)"
    r'"([A-Z][A-Za-z]+)"'
)

EXAMPLES = {"NoFunds"}
"""What docstrings show as the name of a flow's own error."""


def test_every_error_that_the_code_raises_is_listed() -> None:
    package = Path(orchestra_dsl.__file__).parent
    code = [path for layer in ("interpreter", "runtime", "plugin") for path in (package / layer).rglob("*.py")]
    named = {name for path in code for name in RAISED.findall(path.read_text(encoding="utf-8"))}
    assert len(named) > 10
    assert named - EXAMPLES <= set(ERRORS)
