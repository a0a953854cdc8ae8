"""The kit asks a directory of people what the engine asks it, and has allocation policies choose."""

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from orchestra_dsl.plugin import Candidate, People, hookimpl, policy
from orchestra_dsl.plugin.invocation import Failed
from orchestra_dsl.plugin.kit import Kit
from orchestra_dsl.plugin.problems import BadPlugin, Unavailable

AWAY = datetime(2026, 12, 24, tzinfo=UTC)
PEOPLE = {
    "users": {"ann": {"manager": "lena"}, "bob": {}, "lena": {}, "old": {"active": False}},
    "groups": {"Agents": ["ann", "bob"], "Empty": []},
    "queues": {"Triage": ["group:Agents"]},
    "absences": [{"user": "ann", "from": AWAY.date(), "until": AWAY.date(), "substitute": "bob"}],
}


@policy("fewest")
def fewest(candidates: Sequence[Candidate]) -> str | None:
    return min(candidates, key=lambda each: each.open).user if len(candidates) > 1 else None


@policy("odd")
def odd(candidates: Sequence[Candidate]) -> str | None:
    if candidates[0].open == 7:
        raise ConnectionError("nobody answers")
    return "user:zoe" if candidates[0].last is None else 3  # type: ignore[return-value]  # that is the mistake


def test_a_policy_chooses() -> None:
    kit = Kit(SimpleNamespace(fewest=fewest))
    assert kit.choose("fewest", {"bob": {"open": 1}, "ann": {"open": 3}}) == "bob"
    assert kit.choose("fewest", {"bob": {}, "ann": {}}) == "ann", "they come in the order of their names"
    assert kit.choose("fewest", {"user:bob": {}}) is None
    assert kit.choose("least_recently_used", {"ann": {"turn": 2}, "bob": {"turn": 1}}) == "bob"


def test_a_policy_that_fails_says_why() -> None:
    kit = Kit(SimpleNamespace(odd=odd))
    said = "the policy odd failed: ConnectionError: nobody answers"
    assert kit.choose("odd", {"ann": {"open": 7}}) == Failed("PluginError", said)
    other = Failed("PluginError", "the policy has chosen user:zoe, who is none of those to choose from")
    assert kit.choose("odd", {"ann": {}}) == other
    assert kit.choose("odd", {"ann": {"last": 5}}) == Failed("PluginError", "the policy odd answers 3")
    with pytest.raises(Unavailable, match="no plugin supplies the policy od"):
        kit.choose("od", {"ann": {}})


def supplying(directory: object) -> Any:
    """A plugin that supplies this directory."""

    class Plugin:
        @hookimpl
        def orchestra_people(self) -> object:
            return directory

    return Plugin()


def test_a_directory_is_asked_as_the_engine_asks_it() -> None:
    kit = Kit(supplying(People(PEOPLE)), people={"users": {"zoe": {}}, "groups": {"Agents": ["zoe"]}})
    assert kit.directory.members("group:Agents") == ["user:ann", "user:bob", "user:zoe"]
    kit.check_directory(at=AWAY)
    kit.check_directory("user:ann")
    assert Kit(supplying(None)).directory.each == ()


def test_one_that_cannot_be_had_is_named() -> None:
    with pytest.raises(Unavailable, match="its directory of people cannot answer known"):
        Kit(supplying(object())).check_directory("user:ann")


QUESTIONS = ("known", "member", "someone", "members", "manager", "principals", "substitutes", "stands_in_for", "away")


def changed(*without: str, **others: Callable[..., Any]) -> SimpleNamespace:
    """A directory that answers as People does, without some questions, and others otherwise."""
    people = {question: getattr(People(PEOPLE), question) for question in QUESTIONS if question not in without}
    return SimpleNamespace(**people | others)


def test_one_that_lists_nobody_is_asked_about_those_who_are_named() -> None:
    kit = Kit(supplying(changed("principals")))
    with pytest.raises(AssertionError, match="it knows nobody: name somebody"):
        kit.check_directory()
    kit.check_directory("user:ann", "group:Agents")
    with pytest.raises(AssertionError, match="group:Agnts is listed, and not known"):
        kit.check_directory("group:Agnts")


def members(principal: str) -> Collection[str]:
    """Queues whose members nobody knows, and users who stand for others."""
    return ["user:zoe"] if principal == "queue:Triage" else ["user:bob"]


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ({"principals": lambda: ["ann"]}, "'ann' is no principal: one is written as user:ann"),
        ({"known": lambda _: False}, "user:ann is listed, and not known"),
        ({"known": lambda _: True}, "group:nobody-of-this-name is known, or has members, although nobody has"),
        ({"members": members}, "user:zoe is a member of queue:Triage, and not known"),
        ({"members": members}, "the members of user:ann are ['user:bob']: a user stands for that user alone"),
        ({"member": lambda *_: False}, "whether user:ann belongs to group:Agents, `member` and `members` answer"),
        ({"someone": lambda *_: False}, "whether group:Agents has a member, `someone` and `members` answer"),
        ({"someone": lambda *_: True}, "group:Agents has somebody besides all of its members, `someone` answers"),
        ({"manager": lambda _: "user:zoe"}, "the manager of user:ann is user:zoe, who is not known"),
        ({"away": lambda *_: False}, "user:ann has substitutes, and is not away"),
        ({"substitutes": lambda *_: ()}, "whether user:bob stands in for user:ann, `substitutes`"),
        (
            {"stands_in_for": lambda *_: ()},
            "whether user:bob stands in for user:ann, `substitutes`",
        ),
    ],
)
def test_a_directory_that_does_not_agree_with_itself_is_told_so(others: dict[str, Any], said: str) -> None:
    with pytest.raises(AssertionError) as raised:
        Kit(supplying(changed(**others))).check_directory(at=AWAY)
    assert said in str(raised.value)


class Nameless(People):
    """A directory that cannot say where its people come from."""

    @property
    def name(self) -> str:
        """Where that is."""
        raise BadPlugin("there is no address")


def test_a_directory_is_listed_by_where_its_people_come_from() -> None:
    assert Kit(supplying(People(PEOPLE))).registry.plugins[-1].supplies == (("directory", "people"),)
    assert Kit(supplying(changed())).registry.plugins[-1].supplies == (("directory", "SimpleNamespace"),)
    kit = Kit(supplying(Nameless(PEOPLE)))
    assert (kit.registry.plugins[-1].supplies, kit.registry.problems[0].what) == ((), "there is no address")
