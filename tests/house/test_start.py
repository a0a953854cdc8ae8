"""Starting costs only what is used."""

import subprocess
import sys
from types import ModuleType

import pytest

import orchestra_dsl
import orchestra_dsl.testing
from tests.house.checkout import ROOT


def loaded_by(code: str) -> list[str]:
    """Return what `code` prints and then the modules that it loads, in a Python of its own."""
    program = f"import sys; before = set(sys.modules)\n{code}\nprint(*sorted(set(sys.modules) - before), sep='\\n')"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_the_version_is_answered_without_loading_anything() -> None:
    said, *modules = loaded_by(
        "sys.argv = ['orchestra', '--version']\nfrom orchestra_dsl.__main__ import main\nassert main() == 0"
    )
    assert said == f"orchestra {orchestra_dsl.__version__}"
    assert modules == ["orchestra_dsl", "orchestra_dsl.__main__", "orchestra_dsl._version"]


def test_importing_the_package_loads_nothing() -> None:
    assert loaded_by("import orchestra_dsl") == ["orchestra_dsl"]


@pytest.mark.parametrize("command", [["-m", "orchestra_dsl"], ["-c", "import orchestra_dsl.__main__ as m; m.main()"]])
def test_the_version_is_printed_by_every_way_in(command: list[str]) -> None:
    done = subprocess.run([sys.executable, *command, "--version"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == f"orchestra {orchestra_dsl.__version__}\n"
    assert done.stderr == ""


def test_pytest_loads_little_of_a_plugin_that_nobody_uses() -> None:
    modules = loaded_by("import pytest; before = set(sys.modules)\nimport orchestra_dsl.testing.pytest_plugin")
    assert modules == ["orchestra_dsl", "orchestra_dsl.testing", "orchestra_dsl.testing.pytest_plugin"]


@pytest.mark.parametrize("module", [orchestra_dsl, orchestra_dsl.testing], ids=lambda module: module.__name__)
def test_public_names_and_their_homes_are_the_same(module: ModuleType) -> None:
    assert set(module.__all__) == set(module._HOMES)
    for name in module.__all__:
        assert getattr(module, name) is not None


def test_public_names_are_listed() -> None:
    assert set(orchestra_dsl.__all__) <= set(dir(orchestra_dsl))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'orchestra_dsl' has no attribute 'nonsense'"):
        _ = orchestra_dsl.nonsense  # type: ignore[attr-defined]  # it is the point that there is none


@pytest.mark.parametrize(("start", "needed"), [("", False), ('start every "0 8 * * *"', True)])
def test_what_counts_schedules_is_loaded_where_there_is_one(start: str, needed: bool) -> None:  # noqa: FBT001 - a table
    modules = loaded_by(
        f"""
from orchestra_dsl.compile.pipeline import compile_source
from orchestra_dsl.plugin.people import People
from orchestra_dsl.runtime import Engine, SqliteStore
from orchestra_dsl.runtime.requests.set_schedules import SetSchedules
from orchestra_dsl.source import SourceFile
text = 'orchestration o() {{ {start} end }}'
package = compile_source("o.orch", lambda path: SourceFile(path, text), None).package
engine = Engine(SqliteStore.in_memory(), directory=People({{}}))
engine.install(package)
engine.submit(SetSchedules()).result()
engine.start("o", {{}}, by=__import__("orchestra_dsl").Acting())
engine.close()"""
    )
    assert ("cronsim" in modules) == needed
