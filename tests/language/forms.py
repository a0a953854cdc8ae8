"""Which forms of the language a test is for: `@plays("rest continue")`, named as in the support table.

A test that carries the mark has to play a text with such a form (conftest.py), and every form that is run needs two of
them (test_forms.py).
"""

import pytest

from orchestra_dsl.compile.support.form import Form
from orchestra_dsl.compile.support.table import SUPPORT
from orchestra_dsl.source import SourceFile
from orchestra_dsl.syntax.nodes import walk
from orchestra_dsl.syntax.parser import parse

FORMS: dict[str, Form] = {form.text: form for rows in SUPPORT.values() for form in rows if form.run}
"""The forms that are run, by their texts in the support table."""


def plays(*forms: str) -> pytest.MarkDecorator:
    """Mark a test, or a row of its table, with the forms that it would fail without."""
    unknown = [form for form in forms if form not in FORMS]
    assert not unknown, f"the support table has no such form that is run: {unknown}"
    return pytest.mark.plays(*forms)


def missing(forms: set[str], texts: list[str]) -> set[str]:
    """Those of the forms that stand in none of the texts."""
    nodes = [node for text in texts for node in walk(parse(SourceFile("played.orch", text)).tree)]
    return {form for form in forms if not any(FORMS[form].is_form_of(node) for node in nodes)}
