"""Texts at the edges: empty, only comments, other line ends, very long and very deep ones."""

import pytest

from orchestra_dsl.format import formatter
from orchestra_dsl.format.formatter import Unfaithful, formatted
from orchestra_dsl.source import SourceFile
from tests.counting import calls_made
from tests.format.test_sources import form
from tests.syntax.reading import tree


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("  \n\n", ""),
        ("# alone", "# alone\n"),
        ("\n\n## one\n\n\n\n# two  \n", "## one\n\n# two\n"),
        ("import   'a'".replace("'", '"'), 'import "a"\n'),
        ('## doc\n\n## doc\nimport "a"\n\n\n# end', '## doc\n\n## doc\nimport "a"\n\n# end\n'),
        ("\ufeffrecord A{}", "\ufeffrecord A {}\n"),
        ("record A{}\r\nevent B{}\n", "record A {}\r\n\r\nevent B {}\r\n"),
        ("record A {} # a\r\n", "record A {}  # a\r\n"),
        ("record A {\r\n  a: text\n}", "record A {\r\n  a: text\r\n}\r\n"),
        ("record A {}\nrecord B {}\r\n", "record A {}\nrecord B {}\n"),
        ("\trecord\tA\t{\ta:\ttext\t}", "record A {\n  a: text\n}\n"),
    ],
)
def test_texts_at_the_edges(text: str, expected: str) -> None:
    assert form(text) == expected
    assert form(expected) == expected


LITERALS = [
    "1_000",
    "007",
    "1_000.500",
    "90s",
    "1h30m",
    "1 business days",
    '"a\\n\\"{{x}}\\" {  y  +  1  }"',
    "((1))",
    '"{a # b}"',
]


@pytest.mark.parametrize("literal", LITERALS)
def test_a_literal_stays_as_it_is_written(literal: str) -> None:
    assert f"  log {literal}\n" in form(f"orchestration o() {{ log {literal} }}")


def test_docs_belong_to_the_same_things() -> None:
    text = "## File.\n\n## A.\n\n## Still A.\nrecord A { ## none\n ## field\n a: text }\n## B.\n\nrecord B {}"
    assert tree(form(text)) == tree(text)
    assert tree(text).doc == "File.\n\nA."


def test_a_text_with_mistakes_is_not_touched() -> None:
    text = "record  A  {  a  text  }"
    result = formatted(SourceFile("a.orch", text))
    assert result.text == text
    assert [finding.code for finding in result.findings] == ["O101"]


@pytest.mark.parametrize(
    ("begin", "piece", "end"),
    [
        ("orchestration o() { log 1", " + value", " }"),
        ("orchestration o() { log [", "[1, 2], ", "] }"),
        ("orchestration o() { log ", "-", "1 }"),
        ('orchestration o() { log "', "text ", '" }'),
        ("orchestration o() {", " log 1", "}"),
        ("orchestration o() { stage s {", " timeout 1d -> s background x = f() # c\n", "} }"),
        ("record A {}", "# c\n", ""),
        ("", 'import "a" record A { a: text, }\n', ""),
    ],
)
def test_what_is_very_long_takes_no_more_than_its_share_of_work(begin: str, piece: str, end: str) -> None:
    def work(count: int) -> int:
        return calls_made(lambda: formatted(SourceFile("a.orch", begin + piece * count + end)))

    work(10)
    assert work(1_600) < 10 * work(200)


def nested(depth: int, opening: str, inner: str, closing: str) -> str:
    return opening * depth + inner + closing * depth


@pytest.mark.parametrize(
    ("opening", "inner", "closing"),
    [("(", "1", ")"), ("[", "1", "]"), ("f(", "1", ")"), ("{ a: ", "1", " }"), ("not ", "x", ""), ("[# c\n", "1", "]")],
)
def test_what_is_as_deep_as_may_be_is_formatted_and_what_is_deeper_is_not_touched(
    opening: str, inner: str, closing: str
) -> None:
    deep = f"orchestration o() {{ log {nested(60, opening, inner, closing)} }}"
    assert form(form(deep)) == form(deep)
    too_deep = f"orchestration o() {{ log {nested(10_000, opening, inner, closing)} }}"
    result = formatted(SourceFile("a.orch", too_deep))
    assert result.findings or opening == "("
    assert result.text == too_deep or opening == "("


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("record A {\n  b: text\n}\n", "it would mean something else"),
        ("record A {\n  a: text\n", "it could not be read"),
        ("record A {\n  a: text\n}\n", "a comment would stand elsewhere"),
        ("record A {\n  a: text\n  # c\n}\n", "a comment would stand elsewhere"),
        ("record A {  # c\n  a: (text)\n}\n", "words would be missing, or be there twice"),
    ],
)
def test_a_wrong_result_is_refused(monkeypatch: pytest.MonkeyPatch, wrong: str, why: str) -> None:
    monkeypatch.setattr(formatter, "printed", lambda *_: wrong)
    with pytest.raises(Unfaithful, match=why):
        formatted(SourceFile("a.orch", "record A { # c\n a: text }"))
