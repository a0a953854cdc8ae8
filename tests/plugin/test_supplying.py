"""What plugins supply by names and hooks: each name once, and what is wrong with one is no other's trouble."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from orchestra_dsl.plugin import Answer, People, flow, hookimpl, predicate
from orchestra_dsl.plugin.problems import PluginProblem, Unavailable
from orchestra_dsl.plugin.project import Project
from tests.plugin.loading import GOOD, given_plugins, load


def test_a_name_supplied_by_two_is_nobodys_and_both_are_named(tmp_path: Path) -> None:
    other = GOOD + '\n@flow("other")\ndef other() -> None: ...\n'
    registry = load(tmp_path, GOOD, other)
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
    registry = load(tmp_path, GOOD + '\n@flow("good")\ndef again() -> None: ...\n')
    assert [problem.what for problem in registry.problems] == ["the flow good is supplied twice by flows.py"]


def test_a_flow_and_a_predicate_may_share_a_name_and_one_thing_may_be_found_twice() -> None:
    @flow("same")
    def one() -> None: ...

    @predicate("same")
    def two() -> bool | Answer:
        return True

    registry = given_plugins(SimpleNamespace(one=one, alias=one, two=two), SimpleNamespace(imported=one))
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

    registry = given_plugins(Listed(), Named())
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
    registry = given_plugins(channels, good)
    assert registry.names("flow") == ["good"]
    (problem,) = registry.problems
    assert problem.plugin == "p1"
    assert what in problem.what


def test_a_hook_that_asks_for_too_much_is_reported() -> None:
    class Plugin:
        @hookimpl
        def orchestra_flows(self, projekt: Project) -> Any:
            raise AssertionError(projekt)

    (problem,) = given_plugins(Plugin()).problems
    assert "one of its hooks has the wrong parameters" in problem.what
    assert "projekt" in problem.what


def test_a_hook_that_is_not_known_is_reported_unless_it_is_optional() -> None:
    class Newer:
        @hookimpl(optionalhook=True)
        def orchestra_observers(self) -> Any: ...

    assert given_plugins(Newer()).problems == ()
    (problem,) = given_plugins(_hooks(orchestra_chanels=[])).problems
    assert "`orchestra_channels`" in str(problem.hint)


def test_directories_of_people_are_joined() -> None:
    people = _hooks(orchestra_people=lambda: People({"users": {"ann": {}}}))
    registry = given_plugins(people, _hooks(orchestra_people=None))
    assert registry.problems == ()
    assert registry.directory.known("user:ann")


def test_a_directory_that_cannot_list_its_people_after_all_is_a_problem_once() -> None:
    class Away(People):
        def principals(self) -> Any:
            raise OSError("no answer")

    registry = given_plugins(_hooks(orchestra_people=lambda: Away({"users": {"ann": {}}})))
    assert registry.principals() is None
    assert registry.principals() is None
    (problem,) = registry.problems
    assert problem.kind == "people"
    assert "its directory of people failed: OSError: no answer" in problem.what


def test_a_broken_file_of_people_is_the_people_plugins_problem(tmp_path: Path) -> None:
    registry = load(tmp_path, GOOD, people="[users")
    (problem,) = registry.problems
    assert (problem.plugin, problem.where, problem.kind) == ("people", "people.toml", "people")
    assert registry.names("flow") == ["good"]
