"""Reading and writing the stored parse table, `orchestra.table.json` beside the grammar."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from zlib import crc32

import msgspec

from orchestra_dsl.syntax.table.format import Stored
from orchestra_dsl.syntax.table.model import Production, Table, Terminal
from orchestra_dsl.syntax.table.rows import Rows

GRAMMAR = "orchestra.lark"
TABLE = "orchestra.table.json"


@cache
def load() -> Table:
    """Return the parse table of the grammar.

    A stored table of another grammar, or none, only costs time: then the table is made
    anew in memory, as it is while somebody works on the grammar.
    """
    grammar = (folder() / GRAMMAR).read_bytes()
    return unpack(_read(grammar) or _make(grammar))


def folder() -> Path:
    """Return the folder of the grammar, wherever the package `orchestra_dsl.grammar` is installed."""
    found = find_spec("orchestra_dsl.grammar")
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("orchestra_dsl.grammar is not installed; install orchestra-dsl again")
    return Path(found.submodule_search_locations[0])


def encoded() -> bytes:
    """Return the stored form of the table, made anew of the grammar; one state a line."""
    stored = _make((folder() / GRAMMAR).read_bytes())
    head = msgspec.json.encode(msgspec.structs.replace(stored, states=[]))
    rows = b",\n".join(msgspec.json.encode(row) for row in stored.states)
    return head.replace(b'"states":[]', b'"states":[\n' + rows + b"\n]") + b"\n"


def write() -> None:
    """Make the table of the grammar and store it beside the grammar."""
    (folder() / TABLE).write_bytes(encoded())


def unpack(stored: Stored) -> Table:
    """Return the table in the form in which it runs."""
    return Table(
        terminals=tuple([Terminal(name, pattern, fixed) for name, pattern, fixed in stored.terminals]),
        productions=tuple([Production(rule, tuple(symbols)) for rule, symbols in stored.productions]),
        rows=Rows(stored.states, stored.symbols),
        starts=stored.starts,
        ends=stored.ends,
    )


def _read(grammar: bytes) -> Stored | None:
    try:
        stored = msgspec.json.decode((folder() / TABLE).read_bytes(), type=Stored)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None
    return stored if stored.grammar == crc32(grammar) else None


def _make(grammar: bytes) -> Stored:
    from orchestra_dsl.syntax.table.make import make  # noqa: PLC0415 - loads Lark, only where no table fits

    return make(grammar.decode(), crc32(grammar))
