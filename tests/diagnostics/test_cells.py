"""Texts take as many cells as a terminal gives them."""

from orchestra_dsl.diagnostics.render.cells import plain, show


def test_plain_text_takes_a_cell_for_each_character() -> None:
    assert show("ab").text == "ab"
    assert show("ab").starts == (0, 1, 2)


def test_a_tab_reaches_to_the_next_multiple_of_four() -> None:
    assert show("a\tb\tc").text == "a   b   c"
    assert show("a\tb\tc").starts == (0, 1, 4, 5, 8, 9)


def test_wide_characters_take_two_cells() -> None:
    assert show("漢a").starts == (0, 2, 3)
    assert show("\N{FULLWIDTH LATIN CAPITAL LETTER A}🙂").starts == (0, 2, 4)


def test_a_mark_stands_on_its_letter() -> None:
    assert show("e\u0301a").starts == (0, 0, 1, 2)
    assert show("漢\u0301a").starts == (0, 0, 2, 3)


def test_what_could_move_the_cursor_or_turn_the_text_is_replaced() -> None:
    assert show("a\x1b[2J\u202eb").text == "a\ufffd[2J\ufffdb"
    assert show("a\x1bb").starts == (0, 1, 2, 3)
    assert plain("a\x1b\u2066b\nc\td") == "a\ufffd\ufffdb c d"


def test_a_lone_surrogate_can_be_printed() -> None:
    assert show("a\ud800").text.encode() == "a\ufffd".encode()
