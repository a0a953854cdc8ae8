"""The model shares no code with the interpreter that runs orchestrations: it loads nothing of it."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
MODEL = sorted(each.stem for each in HERE.glob("*.py") if not each.stem.startswith(("test_", "__")))
FORBIDDEN = ("orchestra_dsl.interpreter", "orchestra_dsl.runtime", "tests.interpreter")
LOADED = "import importlib, sys; importlib.import_module(sys.argv[1]); print('\\n'.join(sys.modules))"


@pytest.fixture(scope="module")
def loaded() -> list[str]:
    """The modules that are loaded once the last of the model's are: `happen` needs all others."""
    command = [sys.executable, "-c", LOADED, "tests.model.happen"]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=HERE.parent.parent).stdout.split()


def test_the_model_loads_nothing_of_the_interpreter(loaded: list[str]) -> None:
    assert [name for name in loaded if name.startswith(FORBIDDEN)] == []
    assert "orchestra_dsl.graph.elements" in loaded


def test_all_files_of_the_model_are_looked_at(loaded: list[str]) -> None:
    assert {f"tests.model.{name}" for name in MODEL} - set(loaded) == set()
