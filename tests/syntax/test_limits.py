"""However large or deep a text is, reading it ends soon and with a finding, never with an exception."""

import subprocess
import sys
import time

import pytest

from orchestra_dsl.syntax.nesting import DEEPEST
from orchestra_dsl.syntax.parser import LONGEST
from tests.syntax.reading import findings, read

DEEP = 10_000


def log(value: str) -> str:
    """Put a value into an orchestration."""
    return f"orchestration o() {{ log {value} }}"


@pytest.mark.parametrize(
    "text",
    [
        log("(" * DEEP + "1" + ")" * DEEP),
        log("not " * DEEP + "a"),
        log("-" * DEEP + "1"),
        log("[" * DEEP + "]" * DEEP),
        log("{ a: " * DEEP + "1" + "}" * DEEP),
        log("f(" * DEEP + ")" * DEEP),
        log("any(a, x => " * DEEP + "1" + ")" * DEEP),
        log("if a then b else " * DEEP + "c"),
        log("a" + ".b" * DEEP),
        log("a" + "[0]" * DEEP),
        "record R { a: " + "list<" * DEEP + "text" + ">" * DEEP + " }",
        "record R { a: " + "{ b: " * DEEP + "text" + "}" * DEEP + " }",
        "orchestration o() { " + "repeat while a { " * DEEP + "}" * DEEP + " }",
        "orchestration o() { " + "repeat while a { " * DEEP,
    ],
)
def test_ten_thousand_levels_are_a_finding(text: str) -> None:
    begun = time.process_time()
    assert "O003" in {finding.code for finding in findings(text)}
    assert time.process_time() - begun < 5
    assert repr(read(text).tree)


def test_the_deepest_nesting_allowed_is_read_and_one_more_is_not() -> None:
    assert findings(log("not " * (DEEPEST - 1) + "a")) == ()
    (finding,) = findings(log("not " * DEEPEST + "a"))
    assert finding.code == "O003"


def test_what_is_too_deep_is_left_out_and_the_rest_is_kept() -> None:
    result = read("record A { }\n" + log("a" + ".b" * DEEP) + "\nrecord B { }")
    assert [type(item).__name__ for item in result.tree.declarations] == ["Record", "Record"]


def test_long_chains_are_not_deep() -> None:
    for operator in ("+", "*", "and", "or", "??"):
        assert findings(log(f" {operator} ".join(["a"] * 5_000))) == ()


def test_a_file_that_is_too_large_is_refused_at_once() -> None:
    begun = time.process_time()
    (finding,) = findings("x" * 100_000_000)
    assert time.process_time() - begun < 1
    assert finding.code == "O003"
    assert f"{LONGEST:,}" in finding.message


@pytest.mark.parametrize(
    "text",
    [
        '"' * 200_001,
        "§$" * 100_000,
        "}" * 100_000,
        "{" * 100_000,
        "1" * 500_000,
        "1s" * 200_000 + "x",
        '"' + " " * 1_000_000 + "x",
        '"' + "\\n" * 200_000,
        "foo\n" * 50_000,
        "orchestration o() {\n" + "  foo bar\n" * 50_000,
        "a\n" * 100_000,
        "a " * 200_000,
        "stage a b {\n" * 20_000,
        "orchestration o() {\n" + "stage a b {\n" * 20_000,
        "orchestration o() { " + "foo bar " * 50_000,
        log('"' + "{" * 100_001 + '"'),
        log('"' + "{a b}" * 20_000 + '"'),
    ],
)
def test_much_nonsense_is_read_soon_and_ends_in_few_findings(text: str) -> None:
    begun = time.process_time()
    assert 0 < len(findings(text)) < 250
    assert time.process_time() - begun < 5


@pytest.mark.stress
@pytest.mark.parametrize(
    "piece", ["x ", "x\n", "{", "orchestration o() {\n", "record R { a: text }\n", "stage a b {\n"]
)
def test_the_longest_text_is_read_within_a_minute_and_two_gigabytes(piece: str) -> None:
    code = f"""
import resource
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
from orchestra_dsl.source import SourceFile
from orchestra_dsl.syntax.parser import LONGEST, parse
parse(SourceFile("a.orch", {piece!r} * (LONGEST // {len(piece)})))
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_too_many_mistakes_end_the_reading_with_a_word_about_it() -> None:
    found = findings("orchestration o() {\n" + "  foo bar\n" * 1_000 + "}")
    assert (found[-1].code, len(found)) == ("O003", 101)
    assert found[-1].message == "There are too many mistakes before this; what follows was not read."


@pytest.mark.parametrize("character", ["\0", "\ud800"])
def test_what_is_not_text_is_refused(character: str) -> None:
    (finding,) = findings(f"record R {{ }}\n# {character}\n")
    assert (finding.code, finding.span.start) == ("O002", 15)


def test_an_empty_file_is_fine() -> None:
    for text in ("", "\n", "# only a comment", "\ufeff"):
        assert read(text).findings == ()
