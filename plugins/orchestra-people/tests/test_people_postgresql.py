"""People in PostgreSQL: a server of its own, where this machine has the programs for one."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from orchestra_people.connecting import Asked
from orchestra_people.database import Database, Manner, Queries
from orchestra_people.directory import LiveDirectory
from sqlalchemy import create_engine

from orchestra_dsl.plugin.problems import BadPlugin

PROGRAMS = ":".join([*map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), os.environ["PATH"]])
INITDB, PG_CTL = (shutil.which(name, path=PROGRAMS) for name in ("initdb", "pg_ctl"))
OWNER = "postgres" if os.geteuid() == 0 else None
"""It does not run as root."""
AWAY = datetime(2026, 12, 31, 22, tzinfo=UTC)
ROWS = """
insert into users values ('lena', null, true), ('ann', 'lena', true), ('bob', null, true), ('old', null, false);
insert into group_members values ('Agents', 'ann'), ('Agents', 'bob'), ('Agents', 'old');
insert into queue_members values ('Triage', 'group:Agents');
insert into absences values ('ann', '2026-12-21', '2026-12-31', 'bob');
"""

pytestmark = pytest.mark.skipif(
    INITDB is None or PG_CTL is None, reason="the programs of PostgreSQL (initdb, pg_ctl) are not on this machine"
)


class Server:
    """A server whose files are in a folder, which takes connections by a socket there alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"postgresql+pg8000://postgres:a-password@/postgres?unix_sock={folder}/.s.PGSQL.5432"
        shutil.chown(folder, OWNER or os.geteuid())
        self._run(INITDB, "--pgdata", f"{folder}/data", "--username", "postgres", "--auth", "trust", "--no-sync")

    def start(self) -> None:
        """Begin to answer."""
        options = f"-k {self.folder} -c listen_addresses='' -c fsync=off -c shared_buffers=1MB"
        self._run(PG_CTL, "start", "-w", "-D", f"{self.folder}/data", "-l", f"{self.folder}/log", "-o", options)

    def stop(self) -> None:
        """Answer nobody any more, at once."""
        self._run(PG_CTL, "stop", "-w", "-m", "immediate", "-D", f"{self.folder}/data")

    def run(self, statements: str) -> None:
        """Change what is in it."""
        engine = create_engine(self.url)
        with engine.begin() as connection:
            for each in statements.split(";"):
                if each.strip():
                    connection.exec_driver_sql(each)
        engine.dispose()

    def directory(self, **manner: Any) -> LiveDirectory:
        """The directory of a process that begins now, for which no time passes."""
        return LiveDirectory(Database(self.url, self.folder, Manner(**{"timeout": 60.0, **manner}), lambda: 0.0))

    def _run(self, *command: str | None) -> None:
        words = [str(word) for word in command]
        with (self.folder / "said").open("w") as said:  # a pipe would be held open by the server
            subprocess.run(words, check=True, user=OWNER, cwd="/", stdout=said, stderr=said, timeout=120)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server with the tables of the schema, and four people."""
    folder = Path(tempfile.mkdtemp(prefix="orchestra-people-"))
    made = Server(folder)
    try:
        made.start()
        try:
            made.run(files("orchestra_people").joinpath("schema.sql").read_text("utf-8") + ROWS)
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder)


def test_it_answers_from_the_tables_of_the_schema(server: Server) -> None:
    here = server.directory(zone="America/New_York")
    assert list(here.members("queue:Triage")) == ["user:ann", "user:bob"]
    assert (here.manager("user:ann"), here.known("user:old")) == ("user:lena", False)
    assert here.away("user:ann", AWAY), "the last day counts as a whole, in the zone"
    assert set(here.stands_in_for("user:bob", AWAY)) == {"user:ann"}
    assert "a-password" not in here.name


def test_all_queries_see_the_same_instant(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else somebody could be a member who was no user yet when users were read."""
    ask = Asked.rows

    def late(self: Asked, query: str) -> Any:
        found = ask(self, query)
        if "from users" in query:
            server.run("insert into users values ('zoe'); insert into group_members values ('Agents', 'zoe')")
        return found

    with monkeypatch.context() as patch:
        patch.setattr(Asked, "rows", late)
        assert list(server.directory().members("group:Agents")) == ["user:ann", "user:bob"]
    assert list(server.directory().members("group:Agents")) == ["user:ann", "user:bob", "user:zoe"]
    server.run("delete from group_members where member = 'zoe'; delete from users where name = 'zoe'")


@pytest.mark.parametrize(
    ("about", "query"),
    [
        ("users", "select name, active::int as active, manager from users where name <> ' :x' and name not like '%:y'"),
        ("absences", "select user_name, from_day::timestamptz, (until_day + 1)::timestamp as until_day from absences"),
    ],
)
def test_queries_may_be_written_as_the_database_knows_them(server: Server, about: str, query: str) -> None:
    """With casts, with texts that hold colons and signs of percent, and with instants for days."""
    here = server.directory(queries=Queries(**{about: query}))
    assert list(here.members("group:Agents")) == ["user:ann", "user:bob"]
    assert here.away("user:ann", datetime(2026, 12, 24, tzinfo=UTC))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("select * from nowhere", 'the database cannot be read: ProgrammingError: relation "nowhere" does not exist'),
        ("select 'ann' as name, array['x'] as manager", "`manager` in the query for users answers ['x'], which is no"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(server: Server, query: str, said: str) -> None:
    with pytest.raises(BadPlugin) as found:
        server.directory(queries=Queries(users=query)).known("user:ann")
    assert found.value.what.startswith(said)
    assert "\n" not in found.value.what


def test_a_server_that_goes_and_comes_back_leaves_those_in_force_who_were_known(server: Server) -> None:
    now = 0.0
    here = LiveDirectory(Database(server.url, server.folder, Manner(max_age=1.0, timeout=60.0), lambda: now))
    assert here.known("user:ann")
    server.stop()
    now = 1.0
    trouble = here.trouble()
    assert trouble is not None
    assert "who was known before stays in force" in trouble.what
    assert here.known("user:ann")
    server.start()
    now = 2.0
    assert (here.trouble(), here.known("user:ann")) == (None, True)
