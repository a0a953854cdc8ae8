"""Texts, numbers, durations and times, right and wrong."""

import pytest

from tests.syntax.reading import expression, placed, read, tree


def wrong(text: str) -> list[str]:
    """Read a wrong value; return its findings, columns counted from the value on."""
    source = f"orchestration o() {{ log {text} }}"
    shift = source.index(text)
    return [f"{f.span.start - shift}-{f.span.end - shift} {f.code} {f.message}" for f in read(source).findings]


def test_a_text_has_four_escapes_and_doubled_braces() -> None:
    assert expression(r'"\"\\\n\t{{}}"') == r'"\"\\\n\t{}"'


def test_another_escape_is_reported_where_it_stands() -> None:
    assert wrong(r'"a\qb"') == [r"2-4 O104 `\q` has no meaning in a text."]


def test_a_text_may_hold_any_letter_and_no_line_end() -> None:
    assert expression('"Größe 你好 😀"') == '"Größe 你好 😀"'
    assert wrong('"a\nb"')[0] == "0-2 O103 This text has no closing quotation mark on its line."


def test_values_in_braces_have_exact_places() -> None:
    text = 'orchestration o() { log "Case {case.number} of { a + 1 }" }'
    spans = []
    for covered in ("case.number", "a + 1"):
        start = text.index(covered)
        spans.append((start, start + len(covered)))
    (orchestration,) = tree(text).declarations
    parts = orchestration.elements[0].message.parts  # type: ignore[union-attr]  # the test fails if it is another
    assert [(part.span.start, part.span.end) for part in parts if part.span.start in dict(spans)] == spans


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"a {} b"', "3-5 O105 There is no value in the braces."),
        ('"a {b"', "3-4 O105 This brace is not closed in the text."),
        ('"a {b. And so on."', "3-4 O105 This brace is not closed in the text."),
        ('"a } b"', "3-4 O105 This brace closes nothing."),
        ('"a {b.} c"', "4-6 O105 The value in braces is not complete."),
        ('"a {b c} d"', "6-7 O101 Expected an operator, but found `c`."),
    ],
)
def test_a_wrong_value_in_braces_is_reported_where_it_stands(text: str, found: str) -> None:
    assert wrong(text) == [found]


def test_a_fixed_text_cannot_hold_a_value() -> None:
    assert placed('record R { a: text "L {x}" }') == ["1:23 O105 This text is fixed: it cannot hold a value in braces."]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("9223372036854775808", "0-19 O106 This whole number is too large; the largest is 9223372036854775807."),
        ("9" * 5000, "0-5000 O106 This whole number is too large; the largest is 9223372036854775807."),
        ("1." + "2" * 34, "0-36 O106 A decimal has at most 34 digits."),
        ("12abc", "0-5 O106 `12abc` is not a number or a duration."),
        ("1.5d", "0-4 O106 `1.5d` is not a number or a duration."),
        ("3days", "0-5 O106 `3days` is not a duration."),
        ("3h2d", "0-4 O106 In a duration each unit stands once, the larger before the smaller."),
        ("1h1h", "0-4 O106 In a duration each unit stands once, the larger before the smaller."),
        ("99999999999999w", "0-15 O106 This duration is too long; the longest is about 290,000 years."),
        ("9" * 5000 + "d", "0-5001 O106 This duration is too long; the longest is about 290,000 years."),
    ],
)
def test_a_wrong_number_is_reported(text: str, found: str) -> None:
    assert wrong(text) == [found]


def test_the_largest_values_are_right() -> None:
    assert expression("9223372036854775807") == "9223372036854775807"
    assert expression("1." + "2" * 33) == "1." + "2" * 33


@pytest.mark.parametrize("time", ["24:01", "12:60", "99:00"])
def test_a_time_that_no_clock_shows_is_reported(time: str) -> None:
    assert placed(f"calendar c {{ open mon {time} to 17:00 }}") == ["1:23 O106 There is no such time of day."]
