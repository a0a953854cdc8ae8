"""The project's directory of people."""

from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from orchestra_dsl.plugin import Group, People, Queue, User
from orchestra_dsl.plugin.directory import Directories
from orchestra_dsl.plugin.people import read_people
from orchestra_dsl.plugin.principals import read_principal
from orchestra_dsl.plugin.problems import BadPlugin, PluginProblem, Unavailable

PEOPLE = People(
    {
        "users": {
            "ann": {"manager": "lena"},
            "bob": {"manager": "old"},
            "lena": {},
            "old": {"active": False},
        },
        "groups": {"Agents": ["bob", "ann", "old"], "Leads": ["lena", "group:Agents"], "Nobody": []},
        "queues": {"Triage": ["group:Leads"], "Gone": ["old"]},
    }
)


def test_active_users_and_all_groups_and_queues_are_known() -> None:
    known = [
        "user:ann", "user:old", "user:x", "group:Agents", "group:Nobody", "group:ann", "queue:Triage", "queue:x", "x",
    ]  # fmt: skip
    assert [each for each in known if PEOPLE.known(each)] == [
        "user:ann",
        "group:Agents",
        "group:Nobody",
        "queue:Triage",
    ]


def test_members_are_active_users_of_the_group_and_of_groups_within_it_sorted() -> None:
    assert PEOPLE.members("group:Agents") == ["user:ann", "user:bob"]
    assert PEOPLE.members("queue:Triage") == ["user:ann", "user:bob", "user:lena"]
    assert PEOPLE.members("user:ann") == ["user:ann"]
    assert PEOPLE.members("user:old") == []
    assert PEOPLE.members("group:x") == []


def test_membership() -> None:
    assert PEOPLE.member("user:ann", "group:Agents")
    assert PEOPLE.member("user:ann", "queue:Triage")
    assert PEOPLE.member("user:ann", "user:ann")
    assert not PEOPLE.member("user:lena", "group:Agents")
    assert not PEOPLE.member("user:old", "group:Agents")
    assert not PEOPLE.member("user:old", "user:old")


def test_someone_is_left_when_not_all_members_are_excluded() -> None:
    assert PEOPLE.someone("group:Agents", ("user:ann",))
    assert not PEOPLE.someone("group:Agents", ("user:ann", "user:bob"))
    assert not PEOPLE.someone("group:Nobody", ())
    assert not PEOPLE.someone("queue:Gone", ())
    assert PEOPLE.someone("user:ann", ())


def test_a_manager_is_somebody_who_is_active() -> None:
    assert PEOPLE.manager("user:ann") == "user:lena"
    assert PEOPLE.manager("user:bob") is None
    assert PEOPLE.manager("user:lena") is None
    assert PEOPLE.manager("user:x") is None


def test_groups_that_hold_each_other_have_the_members_of_both() -> None:
    people = People({"users": {"a": {}, "b": {}}, "groups": {"A": ["a", "group:B"], "B": ["b", "group:A"]}})
    assert people.members("group:A") == people.members("group:B") == ["user:a", "user:b"]


@pytest.mark.parametrize(
    ("data", "what", "hint"),
    [
        ({"users": {"ann": {"manager": "lenna"}, "lena": {}}}, "no lenna, who is the manager of ann", "`lena`"),
        (
            {"users": {"ann": {"manager": "zoe"}}},
            "no zoe, who is the manager of ann",
            "Managers are users of this file",
        ),
        ({"groups": {"Agents": ["ann"]}}, "no ann, who is a member of group Agents", "Members are users"),
        ({"queues": {"T": ["group:Agent"]}, "groups": {"Agents": []}}, "no group:Agent, who is", "`group:Agents`"),
        ({"users": {"ann": {"activ": True}}}, "there is no key `activ`", "[users.ann]"),
        ({"users": {"ann": {"active": "no"}}}, "Expected `bool`, got `str`", "[users.ann]"),
        ({"groups": {"Agents": "ann"}}, "Expected `array`, got `str`", "[groups]"),
        ({"group": {}}, "there is no key `group`", "[groups]"),
    ],
)
def test_a_mistake_among_the_people_is_named(data: dict[str, Any], what: str, hint: str) -> None:
    with pytest.raises(BadPlugin, match=what) as caught:
        People(data)
    assert hint in str(caught.value.hint)


def test_people_are_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "people.toml"
    file.write_text('[users.ann]\n[groups]\nAgents = ["ann"]\n', encoding="utf-8")
    assert read_people(file).members("group:Agents") == ["user:ann"]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"[users\n", "not valid TOML: Expected"),
        (b"\xff", "not valid TOML: "),
        (b"[users.ann]\nmanager = 'x'\n", "there is no x"),
    ],
)
def test_a_broken_file_of_people_is_named(tmp_path: Path, content: bytes, what: str) -> None:
    file = tmp_path / "people.toml"
    file.write_bytes(content)
    with pytest.raises(BadPlugin, match=what) as caught:
        read_people(file)
    assert caught.value.where == "people.toml"


def test_a_missing_file_of_people_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadPlugin, match="cannot be read: No such file") as caught:
        read_people(tmp_path / "people.toml")
    assert caught.value.where == str(tmp_path / "people.toml")


def test_several_directories_are_one() -> None:
    other = People({"users": {"zoe": {}, "bob": {"manager": "zoe"}}, "groups": {"Agents": ["zoe"]}})
    both = Directories((("first", PEOPLE), ("second", other)))
    assert both.known("user:zoe")
    assert both.known("user:ann")
    assert not both.known("user:x")
    assert both.members("group:Agents") == ["user:ann", "user:bob", "user:zoe"]
    assert both.member("user:zoe", "group:Agents")
    assert both.someone("group:Agents", ("user:ann", "user:bob"))
    assert both.manager("user:bob") == "user:zoe"
    assert both.manager("user:ann") == "user:lena"


def test_whom_directories_know_is_listed_where_all_of_them_can() -> None:
    other = People({"users": {"zoe": {}, "gone": {"active": False}}, "queues": {"Night": ["zoe"]}})
    both = Directories((("first", PEOPLE), ("second", other))).principals()
    alone = Directories((("second", other),)).principals()
    night = frozenset({"user:zoe", "queue:Night"})
    assert alone == night
    assert both is not None
    assert both > night
    assert all(PEOPLE.known(each) for each in both - night)
    assert Directories().principals() is None
    assert Directories((("second", other), ("ldap", Unlisted()))).principals() is None


class Unlisted:
    """A directory that answers questions and lists nobody."""

    def known(self, principal: str) -> bool:
        """Everybody is known."""
        return bool(principal)

    def member(self, user: str, principal: str) -> bool:
        """Nobody is a member."""
        return user == principal

    def someone(self, principal: str, excluded: Collection[str]) -> bool:
        """Everybody is somebody."""
        return principal not in excluded

    def members(self, principal: str) -> Sequence[str]:
        """Groups are empty."""
        return [principal]

    def manager(self, user: str) -> str | None:
        """Nobody has a manager."""
        del user
        return None


def test_a_directory_that_fails_is_named_and_nobody_is_guessed() -> None:
    class Broken:
        def __getattr__(self, question: str) -> Any:
            def ask(*about: Any) -> Any:
                raise ConnectionError(f"no answer from ldap to {question} {about}")

            return ask

    directory: Any = Broken()
    broken = Directories((("ldap", directory),))
    asked: list[Any] = [
        lambda: broken.known("user:x"),
        lambda: broken.member("user:x", "group:y"),
        lambda: broken.someone("group:y", ()),
        lambda: broken.members("group:y"),
        lambda: broken.manager("user:x"),
        broken.principals,
    ]
    for ask in asked:
        with pytest.raises(Unavailable) as caught:
            ask()
        assert str(caught.value).startswith(
            "plugin ldap: its directory of people failed: ConnectionError: no answer from ldap to "
        )


@pytest.mark.parametrize("error", [SystemExit(9), BaseException("no"), GeneratorExit()])
def test_a_directory_that_wants_to_end_the_process_has_failed(error: BaseException) -> None:
    class Leaving(Unlisted):
        def known(self, principal: str) -> bool:
            raise error from Exception(principal)

    with pytest.raises(Unavailable, match=f"its directory of people failed: {type(error).__name__}"):
        Directories((("ldap", Leaving()),)).known("user:x")


def test_a_directory_that_interrupts_its_thread_has_failed_and_ctrl_c_passes() -> None:
    class Interrupting(Unlisted):
        def known(self, principal: str) -> bool:
            raise KeyboardInterrupt(principal)

    broken = Directories((("ldap", Interrupting()),))
    with ThreadPoolExecutor(1) as threads, pytest.raises(Unavailable, match="failed: KeyboardInterrupt: user:x"):
        threads.submit(broken.known, "user:x").result()
    with pytest.raises(KeyboardInterrupt):
        broken.known("user:x")


@pytest.mark.parametrize(
    ("question", "about", "answer", "said"),
    [
        ("known", ("user:x",), "yes", "answers 'yes' to known. It has to answer True or False."),
        ("member", ("user:x", "group:y"), None, "answers None to member. It has to answer True or False."),
        (
            "members",
            ("group:y",),
            ["bob"],
            "answers ['bob'] to members. It has to answer a collection of users such as `user:ann`.",
        ),
        ("members", ("group:y",), "user:bob", "answers 'user:bob' to members."),
        ("members", ("group:y",), 7, "answers 7 to members."),
        (
            "manager",
            ("user:x",),
            "lena",
            "answers 'lena' to manager. It has to answer a user such as `user:ann`, or None.",
        ),
    ],
)
def test_a_directory_that_answers_something_else_is_named(
    question: str, about: tuple[str, ...], answer: object, said: str
) -> None:
    directory = type("Odd", (Unlisted,), {})()
    odd = lambda *_: answer  # noqa: E731 - it gets the name of the question
    odd.__name__ = question
    setattr(directory, question, odd)
    with pytest.raises(Unavailable) as caught:
        getattr(Directories((("ldap", directory),)), question)(*about)
    assert str(caught.value).startswith(f"plugin ldap: its directory of people {said}")


def test_a_principal_is_a_text_that_knows_its_kind() -> None:
    assert User("ann") == User("user:ann") == "ann"
    assert User("ann") != Group("ann")
    assert Queue("Triage").principal == "queue:Triage"
    assert hash(User("ann")) == hash("ann")
    assert f"{User('ann')}" == "ann"
    assert repr(Group("Agents")) == "Group('Agents')"
    assert [type(read_principal(each)) for each in ("user:a", "group:a", "queue:a")] == [User, Group, Queue]


@pytest.mark.parametrize("name", ["", "user:", "group:ann", "a:b"])
def test_what_names_no_user_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="does not name a user"):
        User(name)


@pytest.mark.parametrize("name", ["ann", "team:x", "user:"])
def test_what_names_no_principal_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        read_principal(name)


def test_where_a_directory_is_lacking_nobody_is_said_to_be_unknown() -> None:
    """Whoever the broken directory knows would otherwise be told that there is no such user."""
    broken = Directories((("given", PEOPLE),), PluginProblem("people", "it cannot be read", "people.toml"))
    for ask in (
        lambda: broken.known("user:ann"),
        lambda: broken.member("user:ann", "group:Agents"),
        lambda: broken.someone("group:Agents", ()),
        lambda: broken.members("group:Agents"),
        lambda: broken.manager("user:ann"),
    ):
        with pytest.raises(Unavailable, match=r"plugin people: it cannot be read \(people.toml\)"):
            ask()
