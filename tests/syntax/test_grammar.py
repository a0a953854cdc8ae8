"""The grammar, its stored table and the builders agree; the grammar has no conflict."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lark import Lark, UnexpectedInput

from orchestra_dsl.syntax.build import BUILDERS, READERS
from orchestra_dsl.syntax.phrases import HOMES, NAMES, RULES, TERMINALS
from orchestra_dsl.syntax.table import NAME, load, stored
from orchestra_dsl.syntax.table.make import STARTS
from orchestra_dsl.syntax.table.model import LISTS
from tests.syntax import reading
from tests.syntax.test_samples import texts

GRAMMAR = (stored.folder() / stored.GRAMMAR).read_text(encoding="utf-8")
REMEDY = "run `python -m orchestra_dsl.syntax.table`"


@pytest.fixture(scope="module")
def lark() -> Lark:
    """Lark's own parser of the grammar; strict: it refuses any conflict of rules and any of terminals."""
    return Lark(GRAMMAR, parser="lalr", start=list(STARTS), strict=True, maybe_placeholders=False)


def test_the_grammar_has_no_conflict(lark: Lark) -> None:
    assert len(lark.rules) > 100


@pytest.mark.parametrize("text", list(texts()))
def test_lark_itself_reads_what_the_stored_table_reads(lark: Lark, text: str) -> None:
    lark.parse(text, start="module")
    assert reading.read(text).findings == ()


def test_the_stored_table_is_that_of_the_grammar() -> None:
    assert (stored.folder() / stored.TABLE).read_bytes() == stored.encoded(), REMEDY


def test_a_stored_table_of_another_grammar_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    made = stored._make(GRAMMAR.encode())
    other = msgspec.structs.replace(made, grammar=made.grammar + 1)
    monkeypatch.setattr(Path, "read_bytes", lambda _: msgspec.json.encode(other))
    assert stored._read(GRAMMAR.encode()) is None


def test_a_damaged_table_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_bytes", lambda _: b'{"grammar": 1')
    assert stored._read(GRAMMAR.encode()) is None


def test_every_rule_has_a_builder_and_every_builder_a_rule() -> None:
    rules = {production.rule for production in load().productions if not production.rule.startswith("_")}
    assert set(BUILDERS) | set(READERS) == rules
    assert not set(BUILDERS) & set(READERS)


def test_what_has_a_reader_is_one_token() -> None:
    table = load()
    terminals = {terminal.name for terminal in table.terminals}
    for production in table.productions:
        if production.rule in READERS:
            assert len(production.expansion) == 1
            assert terminals.issuperset(production.expansion)


def test_the_next_word_alone_says_whether_it_is_a_name() -> None:
    """Where a state takes a word of the language and a name, it takes either at once or completes the same rule."""
    table = load()
    for state in range(len(table.rows.packed)):
        row = table.rows[state]
        for word in table.words.intersection(row):
            as_word, as_name = row[word], row.get(NAME, row[word])
            assert as_word == as_name or min(as_word, as_name) >= 0, (state, word)


def test_messages_and_recovery_speak_of_rules_and_words_that_exist() -> None:
    table = load()
    rules = {production.rule for production in table.productions}
    assert set(RULES) | set(HOMES) | LISTS <= rules
    assert set(NAMES) <= set(table.keywords) | set(table.marks)
    assert set(TERMINALS) - {"$END"} <= {terminal.name for terminal in table.terminals}


def test_reading_a_file_does_not_load_lark() -> None:
    code = """
import sys
from orchestra_dsl.source import SourceFile
from orchestra_dsl.syntax.parser import parse
assert parse(SourceFile("a.orch", "record R { a: text }")).findings == ()
assert "lark" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)


PIECES = sorted({*load().keywords, *load().marks, "x", "y", "1", "2.5", "3d", "09:00", '"t"'})


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_what_lark_accepts_is_accepted_and_not_less(lark: Lark, pieces: list[str]) -> None:
    text = " ".join(pieces)
    try:
        lark.parse(text, start="module")
    except UnexpectedInput:
        return
    assert reading.read(text).findings == ()
