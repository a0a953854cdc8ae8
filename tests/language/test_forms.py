"""Every form that is run has two tests of its own that play it."""

import importlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestra_dsl.compile.support.table import SUPPORT
from tests.language.forms import FORMS, missing, plays

MODULES = sorted(path.stem for path in Path(__file__).parent.glob("test_*.py"))


def marks() -> Iterator[pytest.Mark]:
    """The marks of all tests of this folder: those of functions, and those of single rows of their tables."""
    for module in MODULES:
        for name, test in vars(importlib.import_module(f"tests.language.{module}")).items():
            if not name.startswith("test_"):
                continue
            for mark in getattr(test, "pytestmark", ()):
                yield mark
                if mark.name == "parametrize":
                    yield from (each for row in mark.args[1] for each in getattr(row, "marks", ()))


PLAYS = Counter(form for mark in marks() if mark.name == "plays" for form in mark.args)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_that_is_run_has_two_tests_that_play_it(form: str) -> None:
    assert PLAYS[form] >= 2, f'{PLAYS[form]} tests are marked with @plays("{form}")'


def test_the_forms_of_the_table_can_be_told_apart_by_their_texts() -> None:
    assert len(FORMS) == sum(form.run for rows in SUPPORT.values() for form in rows)


def test_a_mark_names_a_form_that_is_run() -> None:
    with pytest.raises(AssertionError, match="no such form"):
        plays("rest easy")
    with pytest.raises(AssertionError, match="no such form"):
        plays("migrate from 2 { … }")


def test_a_form_that_no_text_has_is_noticed() -> None:
    text = "orchestration o() { stage s { rest stop } }"
    assert missing({"rest stop", "rest continue", "end"}, [text]) == {"rest continue", "end"}
