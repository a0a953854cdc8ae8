"""People in a database: real files of SQLite, read anew when they are too old or their version is another."""

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from orchestra_people.connecting import Asked
from orchestra_people.database import Database, Manner, Queries
from orchestra_people.directory import LiveDirectory
from orchestra_people.kept import Kept

from orchestra_dsl.plugin.problems import BadPlugin

ROWS = """
insert into users values ('lena', null, true), ('ann', 'lena', true), ('bob', null, true), ('old', null, false);
insert into group_members values ('Agents', 'ann'), ('Agents', 'bob'), ('Agents', 'old');
insert into queue_members values ('Triage', 'group:Agents');
insert into absences values ('ann', '2026-12-21', '2026-12-31', 'bob');
"""
AWAY = datetime(2026, 12, 31, 22, tzinfo=UTC)


class Place:
    """A database of people, and a clock that a test moves."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "people.db"
        self.now = 0.0
        with closing(sqlite3.connect(self.file)) as connection:
            connection.executescript(files("orchestra_people").joinpath("schema.sql").read_text("utf-8") + ROWS)

    def run(self, *statements: str) -> None:
        """Change it."""
        with closing(sqlite3.connect(self.file)) as connection:
            for each in statements:
                connection.execute(each)
            connection.commit()

    def directory(self, **manner: Any) -> LiveDirectory:
        """The directory of a process that begins now."""
        source = Database("sqlite:///people.db", self.folder, Manner(**manner), lambda: self.now)
        return LiveDirectory(source, Kept(self.folder / "kept.json", source.name))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The queries that are sent to databases."""
    found = list[str]()
    ask = Asked.rows

    def watched(self: Asked, query: str) -> Any:
        found.append(query)
        return ask(self, query)

    monkeypatch.setattr(Asked, "rows", watched)
    return found


def test_it_answers_from_the_tables_of_the_schema(place: Place) -> None:
    here = place.directory(zone="America/New_York")
    assert list(here.members("queue:Triage")) == ["user:ann", "user:bob"], "old is not active"
    assert (here.manager("user:ann"), here.manager("user:bob")) == ("user:lena", None)
    assert here.away("user:ann", AWAY), "the last day counts as a whole, in the zone"
    assert set(here.stands_in_for("user:bob", AWAY)) == {"user:ann"}
    assert here.files() is None
    assert here.trouble() is None


def test_a_change_counts_once_what_was_read_is_too_old(place: Place, asked: list[str]) -> None:
    here = place.directory(max_age=30)
    before = here.fingerprint()
    place.run("insert into users values ('zoe', 'ann', true)")
    place.now = 29.9
    assert not here.known("user:zoe")
    assert len(asked) == 4
    place.now = 30
    assert here.known("user:zoe")
    assert len(asked) == 8
    assert here.fingerprint() != before


def test_with_a_version_people_are_read_only_where_it_is_another(place: Place, asked: list[str]) -> None:
    place.run("create table changes (number integer)", "insert into changes values (1)")
    version = "select max(number) from changes"
    here = place.directory(max_age=1, version=version)
    assert here.known("user:ann")
    del asked[:]
    place.run("insert into users values ('zoe', null, true)")
    for place.now in (1, 2, 3):
        assert not here.known("user:zoe")
    assert asked == [version] * 3
    place.run("insert into changes values (2)")
    place.now = 4
    assert here.known("user:zoe")
    assert len(asked) == 8


def test_a_mistake_stays_named_as_long_as_it_is_there_also_where_the_version_is_the_same(place: Place) -> None:
    place.run("create table changes (number integer)", "insert into changes values (1)")
    here = place.directory(max_age=1, version="select max(number) from changes")
    before = here.fingerprint()
    place.run("insert into group_members values ('Agents', 'nobody')", "insert into changes values (2)")
    for place.now in (1, 2, 3):
        trouble = here.trouble()
        assert trouble is not None
        assert "there is no nobody, who is a member of group Agents" in trouble.what
        assert here.fingerprint() == before
    place.run("delete from group_members where member = 'nobody'", "insert into changes values (3)")
    place.now = 4
    assert (here.trouble(), here.fingerprint()) == (None, before)


def test_tables_may_be_others_and_lack_what_nobody_needs(place: Place) -> None:
    place.run("create table staff (login text, boss text)", "insert into staff values ('ann', 'lena'), ('lena', null)")
    here = place.directory(
        queries=Queries(
            users="select login as name, boss as manager from staff",
            groups="select 'Bosses' as name, boss as member from staff where boss is not null",
            queues="select 'Empty' as name, null as member",
            absences="",
        )
    )
    assert (here.known("user:ann"), here.known("user:bob")) == (True, False)
    assert (list(here.members("group:Bosses")), here.manager("user:ann")) == (["user:lena"], "user:lena")
    assert here.known("queue:Empty")
    assert not here.someone("queue:Empty", [])


@pytest.mark.parametrize(
    ("about", "query", "said"),
    [
        ("users", "select * from nowhere", "no such table: nowhere"),
        ("users", "select manager from users", "the query for users answers no column name"),
        ("users", "select 5 as name", "`name` in the query for users answers 5, which is no name"),
        ("users", "select 'ann' as name union all select 'ann'", "there are two users ann"),
        ("users", "select 'ann' as name, 'maybe' as active", "`active` of the user ann is 'maybe'"),
        ("groups", "select name from group_members", "the query for groups answers no column member"),
        ("absences", "select user_name, 'soon' as from_day, until_day from absences", "'soon', in an absence of ann"),
    ],
)
def test_what_a_query_answers_wrongly_is_said(place: Place, about: str, query: str, said: str) -> None:
    with pytest.raises(BadPlugin) as found:
        place.directory(queries=Queries(**{about: query})).known("user:ann")
    assert said in found.value.what
    assert found.value.where == "sqlite:///people.db"


def test_a_database_that_has_gone_leaves_those_in_force_who_were_known(place: Place) -> None:
    here = place.directory(max_age=1)
    before = here.fingerprint()
    away = place.file.rename(place.folder / "away.db")
    for place.now in (1, 2):
        trouble = here.trouble()
        assert trouble is not None
        assert "there is no database people.db" in trouble.what
        assert here.fingerprint() == before
    assert not place.file.exists(), "no empty one is made in its place"
    assert place.directory().fingerprint() == before, "a process that begins now knows them too"
    away.rename(place.file)
    place.now = 3
    assert here.trouble() is None


def test_a_database_that_does_not_answer_is_asked_no_more_until_it_has(place: Place, asked: list[str]) -> None:
    here = place.directory(max_age=1, timeout=0.05)
    assert here.known("user:ann")
    del asked[:]
    free, begun = threading.Event(), list[str]()
    answers = Asked.rows

    def hanging(self: Asked, query: str) -> Any:
        begun.append(query)
        assert free.wait(60)
        return answers(self, query)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Asked, "rows", hanging)
        try:
            for place.now in (1, 2, 3):
                assert here.known("user:ann")
                trouble = here.trouble()
                assert trouble is not None
                assert "the database has not answered for 0.05 seconds" in trouble.what
            assert len(begun) == 1, "one thread hangs, and no more"
        finally:
            free.set()
    thread = next((each for each in threading.enumerate() if each.name == "orchestra-people"), None)
    if thread is not None:
        thread.join(60)
    place.now = 4
    assert (here.known("user:ann"), here.trouble()) == (True, None)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("people.db", "`url` is no address of a database"),
        ("sqlite://", "`url` names no file"),
        ("nonsense://ann:secret@db/x", "NoSuchModuleError"),
        ({"env": "PEOPLE_OF_THE_TEST"}, "the environment variable PEOPLE_OF_THE_TEST, which is not set"),
        ({"file": "x"}, "the setting directory.url is neither a text nor a variable"),
    ],
)
def test_an_address_that_leads_nowhere_is_said_without_its_password(place: Place, url: Any, said: str) -> None:
    with pytest.raises(BadPlugin) as found:
        Database(url, place.folder, Manner()).read()
    assert said in found.value.what
    assert "secret" not in f"{found.value.what} {found.value.hint} {found.value.where}"


def test_an_address_may_lie_in_the_environment(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEOPLE_OF_THE_TEST", f"sqlite:///{place.file}")
    here = LiveDirectory(Database({"env": "PEOPLE_OF_THE_TEST"}, place.folder, Manner()))
    assert here.known("user:ann")
