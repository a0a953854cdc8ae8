"""The list of what no test comes to names functions that there are, and each once."""

import ast
import tomllib

from tests.house.checkout import ROOT

INTERPRETER = ROOT / "orchestra_dsl" / "interpreter"


def test_each_function_that_is_listed_is_there_and_has_one_reason() -> None:
    reasons = tomllib.loads((ROOT / "tests" / "uncovered.toml").read_text(encoding="utf-8"))
    listed = [name for names in reasons.values() for name in names]
    assert len(listed) == len(set(listed))
    assert set(listed) <= functions()


def functions() -> set[str]:
    """The functions of the interpreter, as the list names them."""
    return {
        f"{'.'.join(path.relative_to(INTERPRETER).with_suffix('').parts)}.{node.name}"
        for path in INTERPRETER.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
