"""The SQL: every statement is used, none scans what grows, and no list is sorted when it is read."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import orchestra_dsl.runtime.sqlite
from orchestra_dsl.runtime.sqlite.named import checks, queries
from orchestra_dsl.runtime.sqlite.opening import connect, prepare
from tests.counting import sql_done

FOLDER = Path(orchestra_dsl.runtime.sqlite.__file__).parent
DOCS = Path(__file__).parents[2] / "docs"
MAY_SCAN = {
    "count_runs", "changes", "last_happened", "next_principal", "next_viewer", "observers", "outbox_at_once",
    "schedules", "sources", "unstarted", "view_changes",
}  # fmt: skip
"""count_runs stops at its cap, changes at the first row; next_principal and next_viewer search, whatever the plan calls
it; outbox_at_once passes only notifications in trouble and calls that wait for somebody outside; schedules and
unstarted are as many as sources declare; view_changes has only records of which a worker is to take note yet; observers
and sources are as many as plugins supply, and last_happened reads a table of one row for each that counts."""
MAY_SORT = {"items_of_run", "outbox_of_run"}
"""What belongs to one run is little."""


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    """An empty store."""
    made = connect(":memory:", cache_kib=1024)
    prepare(made, "memory")
    yield made
    made.close()


def plan(connection: sqlite3.Connection, statement: str) -> str:
    """How SQLite carries out a statement."""
    values: Any = dict.fromkeys(re.findall(r":([a-z]+)", statement), 1)
    if "?" in statement:
        values = (1,) * statement.count("?")
    rows = connection.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
    return "; ".join(row[3] for row in rows)


@pytest.mark.parametrize("name", queries())
def test_a_statement_reads_no_more_than_it_must(connection: sqlite3.Connection, name: str) -> None:
    how = plan(connection, queries()[name])
    assert name in MAY_SCAN or not re.search(r"SCAN (?!CONSTANT)", how) or "INDEX" in how, how
    assert name in MAY_SORT or "TEMP B-TREE FOR ORDER" not in how, how


NEWER = {
    "HAVING without GROUP BY": (r"HAVING", r"GROUP BY"),
    "RETURNING": (r"\bRETURNING\b", None),
    "IS DISTINCT FROM": (r"\bDISTINCT FROM\b", None),
    "RIGHT and FULL JOIN": (r"\b(RIGHT|FULL)\b", None),
    "-> and ->>": (r"->", None),
    "functions": (r"\b(unixepoch|format|concat|string_agg|timediff)\(", None),
}
"""What SQLite has learnt after 3.32: the form, and what has to stand before it where that makes it an older one."""


@pytest.mark.parametrize("form", NEWER)
def test_no_statement_needs_a_newer_sqlite_than_the_docs_say(form: str) -> None:
    """Enterprise distributions have a Python 3.11 beside an old SQLite."""
    newer, before = NEWER[form]
    texts = {**queries(), **{name: check.sql for name, check in checks().items()}}
    parts = [(name, part) for name, text in texts.items() for part in re.split(r"\b(?=SELECT\b)", text)]
    found = {name for name, part in parts if re.search(newer, part) and not (before and re.search(before, part))}
    assert not found
    assert "SQLite 3.32 or newer" in (DOCS / "store.md").read_text(encoding="utf-8")


def test_every_statement_is_used_and_none_is_missing() -> None:
    code = "".join(path.read_text() for path in FOLDER.glob("*.py"))
    used = set(re.findall(r'"([a-z_]+)"', code))
    assert set(queries()) <= used


ITEMS = """
WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 400)
INSERT INTO item (run, element, visit, instance, status, version, opened_at, rank, candidate, claimed_by, about, data)
SELECT n, 1, 1, 0, 1, 1, 1, -1, 'group:Agents', 'user:ann', 'Case/1', x'' FROM many
"""


RUNS = """
WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 400)
INSERT INTO run (key, id, graph, orchestration, status, sequence, started_at, updated_at, state, open)
SELECT n, 'run' || n, 1, 1, 2, 1, 1, 1, x'', 1 FROM many
"""


@pytest.mark.parametrize("name", ["open_items", "items_about", "items_claimed_by", "items_for_principal"])
def test_a_page_of_work_costs_the_same_wherever_it_begins(connection: sqlite3.Connection, name: str) -> None:
    """Also among items of one priority: an index is searched for the one where the page begins."""
    for rows in (RUNS, ITEMS):
        connection.execute(rows)
    values = {"principal": "group:Agents", "user": "user:ann", "about": "Case/1", "limit": 10}

    def cost(after: int) -> int:
        def read() -> None:
            assert len(connection.execute(queries()[name], {**values, "after": after}).fetchall()) == 10

        return sql_done(connection, read)

    assert cost(20) == cost(380)
