"""Loading plugins: those of the product and local files, and what is said of broken ones."""

import sys
from pathlib import Path

import pytest

from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.plugin.registry import PluginInfo
from tests.plugin.loading import GOOD, load


def test_what_is_decorated_in_a_local_file_is_supplied(tmp_path: Path) -> None:
    registry = load(tmp_path, GOOD)
    assert registry.problems == ()
    assert registry.names("flow") == ["good"]
    assert registry.owner("flow", "good") == "flows.py"
    assert PluginInfo("flows.py", "local", None, (("flow", "good"),)) in registry.plugins
    assert registry.flow("good").signature.parameters[0].name == "text"


def test_the_products_own_channels_and_people_are_plugins_like_any_other(tmp_path: Path) -> None:
    registry = load(tmp_path, people="[users.ann]\n")
    assert [(plugin.name, plugin.origin) for plugin in registry.plugins] == [
        ("channels", "built-in"),
        ("people", "built-in"),
        ("policies", "built-in"),
    ]
    assert registry.names("channel") == ["console", "memory"]
    assert registry.directory.known("user:ann")


def test_a_local_file_keeps_its_name_to_itself(tmp_path: Path) -> None:
    before = set(sys.modules)
    load(tmp_path, GOOD)
    added = set(sys.modules) - before
    assert len(added) == 1
    assert added.pop().startswith("orchestra_local_")


def test_a_local_file_is_read_anew_each_time(tmp_path: Path) -> None:
    assert load(tmp_path, GOOD).names("flow") == ["good"]
    assert load(tmp_path, GOOD.replace('"good"', '"better"')).names("flow") == ["better"]


def test_dataclasses_and_annotations_as_texts_work_in_a_local_file(tmp_path: Path) -> None:
    registry = load(
        tmp_path,
        "from __future__ import annotations\n"
        "from dataclasses import dataclass\n"
        "from typing import NotRequired, TypedDict\n"
        "from orchestra_dsl.plugin import Record, flow\n"
        "class Case(Record):\n"
        "    id: str\n"
        "@dataclass\n"
        "class Size:\n"
        "    width: int\n"
        "class Out(TypedDict):\n"
        "    size: Size\n"
        "    note: NotRequired[str]\n"
        '@flow("measure")\n'
        "def measure(case: Case) -> Out:\n"
        "    return {'size': Size(1)}\n",
    )
    signature = registry.flow("measure").signature
    assert [field.name for field in signature.outputs] == ["size", "note"]
    assert type(signature.outputs[1].type).__name__ == "Optional"


BROKEN = [
    (
        "import nothing_of_this_name",
        "it cannot be imported: ModuleNotFoundError: No module named",
        1,
        "Install the package",
    ),
    (
        "from orchestra.plugin import flow",
        "it cannot be imported: ModuleNotFoundError: No module named 'orchestra'",
        1,
        "The package is called orchestra_dsl: from orchestra_dsl.plugin import flow",
    ),
    (
        "import orchestra_dsl.plugin.nothing",
        "it cannot be imported: ModuleNotFoundError: No module named 'orchestra_dsl.plugin.nothing'",
        1,
        "The package orchestra_dsl.plugin is there, and has no module nothing: correct the name",
    ),
    ("x = 1\ndef y(:\n", "it cannot be imported: SyntaxError: invalid syntax", 2, "Mend the code"),
    ("x = 1\n\nraise RuntimeError('no')", "it cannot be imported: RuntimeError: no", 3, "Mend the code"),
    ("import sys\nsys.exit(3)", "it cannot be imported: SystemExit: 3", 2, "Mend the code"),
    ("raise BaseException('no')", "it cannot be imported: BaseException: no", 1, "Mend the code"),
    ("import asyncio\nraise asyncio.CancelledError", "it cannot be imported: CancelledError", 2, "Mend the code"),
    ("from orchestra_dsl.plugin import flow\n@flow\ndef x() -> None: ...", 'write @flow("name")', 2, "Mend"),
    ("from orchestra_dsl.plugin import flow\n@flow('a b')\ndef x() -> None: ...", "'a b' is not a name", 2, "Mend"),
    ("\x00", "source code string cannot contain null bytes", None, "Mend"),
    (
        "class Evil(Exception):\n    def __str__(self):\n        raise SystemExit\nraise Evil",
        "it cannot be imported: Evil",
        4,
        "Mend",
    ),
]


@pytest.mark.parametrize(("text", "what", "line", "hint"), BROKEN)
def test_a_file_that_cannot_be_imported_is_named_and_the_others_work(
    tmp_path: Path, text: str, what: str, line: int | None, hint: str
) -> None:
    before = set(sys.modules)
    registry = load(tmp_path, text, GOOD)
    assert registry.names("flow") == ["good"]
    (problem,) = registry.problems
    assert problem.plugin == "flows.py"
    assert what in problem.what
    assert problem.where == (None if line is None else f"flows.py, line {line}")
    assert hint in str(problem.hint)
    assert "Traceback" not in str(problem)
    assert not [name for name in set(sys.modules) - before if name.endswith("_flows")]


@pytest.mark.parametrize(
    "text",
    [
        "def __dir__():\n    raise SystemExit('no')",
        "class E:\n    def __getattribute__(self, _name):\n        raise SystemExit('no')\nx = E()",
    ],
)
def test_a_file_that_lets_nobody_look_into_it_is_named_and_the_others_work(tmp_path: Path, text: str) -> None:
    registry = load(tmp_path, text, GOOD)
    assert registry.names("flow") == ["good"]
    (problem,) = registry.problems
    assert (problem.plugin, problem.what) == ("flows.py", "what is in it cannot be read: SystemExit: no")


def test_a_file_that_imports_the_one_beside_it_hears_that_it_is_alone(tmp_path: Path) -> None:
    first, second = load(tmp_path, "import flows2", "import flows3").problems
    assert first.hint == "A local file imports what is installed: write it all in flows.py, or make it a package."
    assert second.hint == "Install the package that has flows3, in the environment that runs Orchestra."


def test_ctrl_c_while_a_plugin_is_imported_passes(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        load(tmp_path, "raise KeyboardInterrupt")


def test_an_error_deep_in_a_library_is_placed_in_the_authors_file(tmp_path: Path) -> None:
    (problem,) = load(tmp_path, "import json\n\njson.loads('{')\n").problems
    assert problem.where == "flows.py, line 3"


def test_a_missing_file_and_one_of_another_kind_are_named(tmp_path: Path) -> None:
    (tmp_path / "flows.txt").write_text("", encoding="utf-8")
    paths = [tmp_path / "none.py", tmp_path, tmp_path / "flows.txt"]
    registry = load_plugins(Project(folder=tmp_path), paths, installed=False)
    assert [problem.what for problem in registry.problems] == [
        "there is no file none.py",
        f"there is no file {tmp_path.name}",
        "flows.txt is not a Python file",
    ]


def test_a_file_that_is_misspelt_is_offered(tmp_path: Path) -> None:
    (tmp_path / "flows.py").write_text(GOOD, encoding="utf-8")
    for name in ("flow.py", "flows"):
        registry = load_plugins(Project(folder=tmp_path), [tmp_path / name], installed=False)
        assert [problem.hint for problem in registry.problems] == ["Did you mean `flows.py`?"]


def test_one_file_named_twice_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "flows.py"
    file.write_text(GOOD, encoding="utf-8")
    registry = load_plugins(Project(folder=tmp_path), [file, file], installed=False)
    assert [problem.what for problem in registry.problems] == [
        "a plugin of this name, or this very plugin, is loaded already"
    ]
    assert registry.names("flow") == ["good"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("def x(a: '1 / 0') -> None: ...", "flow x: the annotations of x cannot be read: ZeroDivisionError"),
        ("def x(a: 'exit(3)') -> None: ...", "flow x: the annotations of x cannot be read: SystemExit: 3"),
        ("def x(a: 'str or') -> None: ...", "flow x: the annotations of x cannot be read: SyntaxError"),
        ("def x(a: 'Unknown') -> None: ...", "flow x: the annotations of x name Unknown, which is not known"),
        ("x = int", "cannot be read: ValueError: no signature found for builtin type"),
        ("import functools\nx = functools.partial(print, 1)", "flow x: "),
        ("class x:\n    def __call__(self, a: str) -> None: ...\nx = x()", "flow x: "),
    ],
)
def test_annotations_that_cannot_be_read_are_a_problem_of_that_flow_alone(tmp_path: Path, text: str, what: str) -> None:
    wrong = f"from orchestra_dsl.plugin import flow\n{text}\nwrong = flow('x')(x)\n"
    registry = load(tmp_path, wrong, GOOD)
    signatures = registry.signatures()
    assert [each.name for each in signatures.found] == ["good"]
    (problem,) = signatures.problems
    assert (problem.plugin, problem.kind) == ("flows.py", "signature")
    assert what in problem.what
