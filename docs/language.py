"""The tables of the page of the language, made from the support table and the library; what is around them is written.

A table stands between `<!-- forms: HEADING -->` and `<!-- end -->`.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from orchestra_dsl.compile.support.form import Form
from orchestra_dsl.compile.support.table import SUPPORT
from orchestra_dsl.graph.library import LIBRARY, Function
from orchestra_dsl.graph.types import show

PAGE = Path(__file__).resolve().parent / "language.md"
_TABLE = re.compile(r"(?P<mark><!-- (?P<what>forms: [^\n]+?|functions) -->\n).*?(?P<end><!-- end -->\n)", re.DOTALL)


def page() -> str:
    """The page as it is written, with the tables as they should be."""
    return _TABLE.sub(
        lambda found: f"{found['mark']}\n{_table(found['what'])}\n{found['end']}", PAGE.read_text("utf-8")
    )


def headings() -> list[str]:
    """Those of the support table for which the page has a place."""
    marks = [found["what"] for found in _TABLE.finditer(PAGE.read_text("utf-8"))]
    return [mark.removeprefix("forms: ") for mark in marks if mark != "functions"]


def _table(what: str) -> str:
    if what == "functions":
        rows = ["| function | answers | meaning |", "| --- | --- | --- |", *_functions()]
    else:
        rows = ["| form | meaning |", "| --- | --- |", *map(_form, SUPPORT[what.removeprefix("forms: ")])]
    return "\n".join(rows) + "\n"


def _form(form: Form) -> str:
    meaning = form.meaning if form.run else f"*Not yet.* {form.meaning}"
    return f"| `{_cell(form.text)}` | {_cell(meaning)} |"


def _functions() -> Iterator[str]:
    for function in LIBRARY:
        results = " or ".join(f"`{_cell(show(form.result))}`" for form in function.forms)
        yield f"| {_calls(function)} | {results} | {_cell(function.about)} |"


def _calls(function: Function) -> str:
    shapes = (f"{function.name}({', '.join(map(show, form.parameters))})" for form in function.forms)
    return ", ".join(f"`{_cell(shape)}`" for shape in shapes)


def _cell(text: str) -> str:
    """A bar would end the cell."""
    return text.replace("|", "\\|")
