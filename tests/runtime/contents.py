"""All that a store holds, to be compared."""

from typing import Any

from orchestra_dsl.runtime.store.port import Store

COUNTED = ("outbox", "aside", "change", "item")
"""Tables whose keys count what is written, which one transaction does once where several do it one after another: only
their order is the same."""

OTHERWISE = ("inbox", "further_candidate", "secret")
"""Tables that are shown otherwise, or not at all: each store has another secret."""

CANDIDATES = """
SELECT principal, item.run, item.element, item.visit, item.instance
FROM further_candidate JOIN item ON item.key = further_candidate.item ORDER BY 1, 2, 3, 4, 5
"""


def contents(store: Store) -> dict[str, list[Any]]:
    """Every row of every table, in the order of the keys; keys that only count are left out."""
    found: dict[str, list[Any]] = {}
    with store.reading() as reads:
        query = reads._connection.execute  # type: ignore[attr-defined]  # the tests know that it is SQLite
        tables = [name for (name,) in query("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
        for table in sorted({each for each in tables if not each.startswith("sqlite_")} - {*OTHERWISE}):
            columns = [(row[1], row[5]) for row in query(f"PRAGMA table_info({table})").fetchall()]
            shown = [name for name, _ in columns if table not in COUNTED or name != "key"]
            keys = [name for name, place in sorted(columns, key=lambda each: each[1]) if place] or shown
            said = f"SELECT {', '.join(shown)} FROM {table} ORDER BY {', '.join(keys)}"  # noqa: S608 - names of the schema
            found[table] = query(said).fetchall()
        found["further_candidate"] = query(CANDIDATES).fetchall()
    return found
