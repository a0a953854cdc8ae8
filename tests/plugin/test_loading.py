"""Loading plugins: built-in, installed, local and given ones, what they supply, and what is said of broken ones."""

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from orchestra_dsl.plugin import Answer, People, flow, hookimpl, predicate
from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.problems import PluginProblem, Unavailable
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.plugin.registry import PluginInfo, Registry

GOOD = '''
from orchestra_dsl.plugin import flow

@flow("good")
def good(text: str) -> None:
    """Fine."""
'''


def _load(tmp_path: Path, *texts: str, people: str | None = None) -> Registry:
    files = []
    for number, text in enumerate(texts, 1):
        file = tmp_path / (f"flows{number}.py" if number > 1 else "flows.py")
        file.write_text(text, encoding="utf-8")
        files.append(file)
    if people is not None:
        (tmp_path / "people.toml").write_text(people, encoding="utf-8")
    project = Project(folder=tmp_path, people=None if people is None else tmp_path / "people.toml")
    return load_plugins(project, files, installed=False)


def _given(*plugins: Any) -> Registry:
    named = [(f"p{number}", plugin) for number, plugin in enumerate(plugins, 1)]
    return load_plugins(Project(folder=Path()), installed=False, given=named)


def test_what_is_decorated_in_a_local_file_is_supplied(tmp_path: Path) -> None:
    registry = _load(tmp_path, GOOD)
    assert registry.problems == ()
    assert registry.names("flow") == ["good"]
    assert registry.owner("flow", "good") == "flows.py"
    assert PluginInfo("flows.py", "local", None, (("flow", "good"),)) in registry.plugins
    assert registry.flow("good").signature.parameters[0].name == "text"


def test_the_products_own_channels_and_people_are_plugins_like_any_other(tmp_path: Path) -> None:
    registry = _load(tmp_path, people="[users.ann]\n")
    assert [(plugin.name, plugin.origin) for plugin in registry.plugins] == [
        ("channels", "built-in"),
        ("people", "built-in"),
        ("policies", "built-in"),
    ]
    assert registry.names("channel") == ["console", "memory"]
    assert registry.directory.known("user:ann")


def test_a_local_file_keeps_its_name_to_itself(tmp_path: Path) -> None:
    before = set(sys.modules)
    _load(tmp_path, GOOD)
    added = set(sys.modules) - before
    assert len(added) == 1
    assert added.pop().startswith("orchestra_local_")


def test_a_local_file_is_read_anew_each_time(tmp_path: Path) -> None:
    assert _load(tmp_path, GOOD).names("flow") == ["good"]
    assert _load(tmp_path, GOOD.replace('"good"', '"better"')).names("flow") == ["better"]


def test_dataclasses_and_annotations_as_texts_work_in_a_local_file(tmp_path: Path) -> None:
    registry = _load(
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
    registry = _load(tmp_path, text, GOOD)
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
    registry = _load(tmp_path, text, GOOD)
    assert registry.names("flow") == ["good"]
    (problem,) = registry.problems
    assert (problem.plugin, problem.what) == ("flows.py", "what is in it cannot be read: SystemExit: no")


def test_a_file_that_imports_the_one_beside_it_hears_that_it_is_alone(tmp_path: Path) -> None:
    first, second = _load(tmp_path, "import flows2", "import flows3").problems
    assert first.hint == "A local file imports what is installed: write it all in flows.py, or make it a package."
    assert second.hint == "Install the package that has flows3, in the environment that runs Orchestra."


def test_ctrl_c_while_a_plugin_is_imported_passes(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        _load(tmp_path, "raise KeyboardInterrupt")


def test_an_error_deep_in_a_library_is_placed_in_the_authors_file(tmp_path: Path) -> None:
    (problem,) = _load(tmp_path, "import json\n\njson.loads('{')\n").problems
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


def test_a_name_supplied_by_two_is_nobodys_and_both_are_named(tmp_path: Path) -> None:
    other = GOOD + '\n@flow("other")\ndef other() -> None: ...\n'
    registry = _load(tmp_path, GOOD, other)
    assert registry.names("flow") == ["other"]
    assert registry.problems == (
        PluginProblem(
            "flows2.py",
            "the flow good is supplied by flows.py and by flows2.py",
            "flows2.py, line 4",
            "Nothing says which of them is meant, so neither is used. Rename one, or take its plugin out.",
            "twice",
            "good",
        ),
    )
    with pytest.raises(Unavailable, match=r"the flow good is supplied by flows.py and by flows2.py"):
        registry.flow("good")


def test_a_name_supplied_twice_by_one_is_reported(tmp_path: Path) -> None:
    registry = _load(tmp_path, GOOD + '\n@flow("good")\ndef again() -> None: ...\n')
    assert [problem.what for problem in registry.problems] == ["the flow good is supplied twice by flows.py"]


def test_a_flow_and_a_predicate_may_share_a_name_and_one_thing_may_be_found_twice() -> None:
    @flow("same")
    def one() -> None: ...

    @predicate("same")
    def two() -> bool | Answer:
        return True

    registry = _given(SimpleNamespace(one=one, alias=one, two=two), SimpleNamespace(imported=one))
    assert registry.problems == ()
    assert (registry.flow("same"), registry.predicate("same")) == (one, two)
    assert registry.owner("flow", "same") == "p1"


def test_a_hook_supplies_things_as_a_list_or_by_name() -> None:
    @flow("a")
    def a() -> None: ...

    @flow("b")
    def b() -> None: ...

    class Listed:
        @hookimpl
        def orchestra_flows(self, project: Project) -> Any:
            assert project.folder == Path()
            return [a]

    class Named:
        @hookimpl
        def orchestra_flows(self) -> Any:
            return {"b": b}

    registry = _given(Listed(), Named())
    assert registry.problems == ()
    assert (registry.flow("a"), registry.flow("b")) == (a, b)


def _hooks(**answers: Any) -> Any:
    """A plugin whose hooks answer, or raise, what is given."""

    def implementation(name: str, answer: Any) -> Any:
        def hook(_self: Any) -> Any:
            if isinstance(answer, BaseException):
                raise answer
            return answer() if callable(answer) and not hasattr(answer, "kind") else answer

        hook.__name__ = name
        return hookimpl(hook)

    return type("Plugin", (), {name: implementation(name, answer) for name, answer in answers.items()})()


def _generator() -> Any:
    yield flow("fine")(lambda: None)
    raise OSError("half way")


async def _awaited() -> Any: ...


WRONG_ANSWERS = [
    ({"orchestra_flows": RuntimeError("no")}, "its hook orchestra_flows failed: RuntimeError: no"),
    ({"orchestra_flows": SystemExit(1)}, "its hook orchestra_flows failed: SystemExit: 1"),
    ({"orchestra_flows": _generator}, "its hook orchestra_flows failed: OSError: half way"),
    ({"orchestra_flows": 7}, "its hook orchestra_flows answers 7"),
    ({"orchestra_flows": "crm:classify"}, "its hook orchestra_flows answers 'crm:classify'"),
    ({"orchestra_flows": [len]}, "its hook orchestra_flows answers <built-in function len>, which is no flow"),
    ({"orchestra_flows": ["crm:x"]}, "its hook orchestra_flows answers 'crm:x', which is no flow"),
    ({"orchestra_flows": {"a b": "crm:x"}}, "'a b' cannot be registered: ValueError: 'a b' is not a name"),
    ({"orchestra_flows": {"a": "crm.x"}}, "the flow a is said to be at 'crm.x'"),
    ({"orchestra_predicates": {"a": flow("a")(lambda: None)}}, "which is no predicate"),
    ({"orchestra_flows": {"b": flow("a")(lambda: None)}}, "the flow a is registered as 'b'"),
    ({"orchestra_people": "ann"}, "its directory of people cannot answer known, member, someone, members, manager"),
    ({"orchestra_people": OSError("no file")}, "its hook orchestra_people failed: OSError: no file"),
    ({"orchestra_flow": []}, "there is no hook orchestra_flow"),
    ({"orchestra_flows": _awaited}, "its hook orchestra_flows is async"),
]


@pytest.mark.parametrize(("answers", "what"), WRONG_ANSWERS)
def test_a_hook_that_fails_or_answers_something_else_is_reported_and_the_rest_works(
    answers: dict[str, Any], what: str
) -> None:
    channels = _hooks(**answers, orchestra_screens=[])
    good = SimpleNamespace(good=flow("good")(lambda: None))
    registry = _given(channels, good)
    assert registry.names("flow") == ["good"]
    (problem,) = registry.problems
    assert problem.plugin == "p1"
    assert what in problem.what


def test_a_hook_that_asks_for_too_much_is_reported() -> None:
    class Plugin:
        @hookimpl
        def orchestra_flows(self, projekt: Project) -> Any:
            raise AssertionError(projekt)

    (problem,) = _given(Plugin()).problems
    assert "one of its hooks has the wrong parameters" in problem.what
    assert "projekt" in problem.what


def test_a_hook_that_is_not_known_is_reported_unless_it_is_optional() -> None:
    class Newer:
        @hookimpl(optionalhook=True)
        def orchestra_observers(self) -> Any: ...

    assert _given(Newer()).problems == ()
    (problem,) = _given(_hooks(orchestra_chanels=[])).problems
    assert "`orchestra_channels`" in str(problem.hint)


def test_directories_of_people_are_joined() -> None:
    people = _hooks(orchestra_people=lambda: People({"users": {"ann": {}}}))
    registry = _given(people, _hooks(orchestra_people=None))
    assert registry.problems == ()
    assert registry.directory.known("user:ann")


def test_a_directory_that_cannot_list_its_people_after_all_is_a_problem_once() -> None:
    class Away(People):
        def principals(self) -> Any:
            raise OSError("no answer")

    registry = _given(_hooks(orchestra_people=lambda: Away({"users": {"ann": {}}})))
    assert registry.principals() is None
    assert registry.principals() is None
    (problem,) = registry.problems
    assert problem.kind == "people"
    assert "its directory of people failed: OSError: no answer" in problem.what


def test_a_broken_file_of_people_is_the_people_plugins_problem(tmp_path: Path) -> None:
    registry = _load(tmp_path, GOOD, people="[users")
    (problem,) = registry.problems
    assert (problem.plugin, problem.where, problem.kind) == ("people", "people.toml", "people")
    assert registry.names("flow") == ["good"]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the path that an installed package's files may be put into."""
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in [each for each in sys.modules if each.startswith("lazy_plugin")]:
        del sys.modules[name]
    info = tmp_path / "lazy_plugin-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: lazy-plugin\nVersion: 1.2\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[orchestra]\nlazy = lazy_plugin\n", encoding="utf-8")
    (tmp_path / "lazy_plugin.py").write_text(
        "from orchestra_dsl.plugin import hookimpl\n"
        "@hookimpl\n"
        "def orchestra_flows():\n"
        "    return {\n"
        "        'lazy.good': 'lazy_plugin_flows:good',\n"
        "        'lazy.none': 'lazy_plugin_flows:none',\n"
        "        'lazy.other': 'lazy_plugin_flows:good',\n"
        "        'lazy.plain': 'lazy_plugin_flows:plain',\n"
        "        'lazy.wrong': 'lazy_plugin_flows:wrong',\n"
        "        'lazy.away': 'lazy_plugin_away:good',\n"
        "        'lazy.broken': 'lazy_plugin_broken:good',\n"
        "    }\n",
        encoding="utf-8",
    )
    (tmp_path / "lazy_plugin_flows.py").write_text(
        "from orchestra_dsl.plugin import flow\n"
        "@flow('lazy.good')\n"
        "def good(text: str) -> None: ...\n"
        "def plain(): ...\n"
        "@flow('lazy.wrong')\n"
        "def wrong(amount: float) -> None: ...\n",
        encoding="utf-8",
    )
    (tmp_path / "lazy_plugin_broken.py").write_text("1 / 0", encoding="utf-8")
    return tmp_path


def test_an_installed_plugin_is_found_and_its_flows_are_imported_when_they_are_used(package: Path) -> None:
    registry = load_plugins(Project(folder=package))
    info = next(plugin for plugin in registry.plugins if plugin.name == "lazy")
    assert (info.origin, info.version, len(info.supplies)) == ("installed", "1.2", 7)
    assert [problem for problem in registry.problems if problem.plugin == "lazy"] == []
    assert "lazy.good" in registry.names("flow")
    assert "lazy_plugin_flows" not in sys.modules
    assert registry.flow("lazy.good").name == "lazy.good"
    assert "lazy_plugin_flows" in sys.modules


LAZY_PROBLEMS = {
    "lazy.none": "the module lazy_plugin_flows has no none",
    "lazy.other": "lazy_plugin_flows:good is the flow lazy.good, and not lazy.other",
    "lazy.plain": "lazy_plugin_flows:plain is no flow",
    "lazy.wrong": "flow lazy.wrong: parameter amount: the annotation float stands for no type of the language",
    "lazy.away": "lazy_plugin_away:good cannot be imported: ModuleNotFoundError: No module named 'lazy_plugin_away'",
    "lazy.broken": "lazy_plugin_broken:good cannot be imported: ZeroDivisionError: division by zero",
}


def test_what_is_wrong_with_a_lazy_flow_is_told_when_it_is_asked_for_each_time(package: Path) -> None:
    registry = load_plugins(Project(folder=package))
    for name, what in LAZY_PROBLEMS.items():
        for _ in range(2):
            with pytest.raises(Unavailable) as caught:
                registry.flow(name)
            assert (caught.value.problem.plugin, caught.value.problem.what) == ("lazy", what)
            assert "importlib" not in str(caught.value.problem.where)
            assert "__init__.py" not in str(caught.value.problem.where)


def test_signatures_are_read_of_those_that_are_named_or_of_all(package: Path) -> None:
    registry = load_plugins(Project(folder=package), installed=True)
    some = registry.signatures({"lazy.good"})
    assert ([each.name for each in some.found], some.problems) == (["lazy.good"], ())
    assert "lazy_plugin_broken" not in sys.modules
    everything = registry.signatures()
    assert "lazy.good" in [each.name for each in everything.found]
    lazy = [problem for problem in everything.problems if problem.plugin == "lazy"]
    assert sorted(problem.what for problem in lazy) == sorted(LAZY_PROBLEMS.values())
    assert set(lazy) <= set(registry.check())


def test_installed_plugins_that_cannot_be_imported_are_named(package: Path) -> None:
    (package / "lazy_plugin.py").write_text("import nothing_of_this_name\n", encoding="utf-8")
    registry = load_plugins(Project(folder=package))
    (problem,) = [each for each in registry.problems if each.plugin == "lazy"]
    assert "No module named 'nothing_of_this_name'" in problem.what
    assert problem.where == "lazy_plugin.py, line 1"


def test_an_entry_point_without_its_attribute_is_named(package: Path) -> None:
    entry = package / "lazy_plugin-1.2.dist-info" / "entry_points.txt"
    entry.write_text("[orchestra]\nlazy = lazy_plugin:nothing\n", encoding="utf-8")
    (problem,) = [each for each in load_plugins(Project(folder=package)).problems if each.plugin == "lazy"]
    assert "has no attribute 'nothing'" in problem.what


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
    registry = _load(tmp_path, wrong, GOOD)
    signatures = registry.signatures()
    assert [each.name for each in signatures.found] == ["good"]
    (problem,) = signatures.problems
    assert (problem.plugin, problem.kind) == ("flows.py", "signature")
    assert what in problem.what


def test_a_thousand_flows_cost_no_reading_until_one_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Any] = []
    monkeypatch.setattr("orchestra_dsl.plugin.supplied.takes", read.append)
    given = SimpleNamespace(**{f"f{number}": flow(f"f{number}")(lambda: None) for number in range(1000)})
    assert len(_given(given).names("flow")) == 1000
    assert read == []
