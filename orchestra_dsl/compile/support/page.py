"""The page of the docs about what is supported: `docs/support.md`, written by `make docs`."""

from collections.abc import Iterator

from orchestra_dsl.compile.support.form import Form
from orchestra_dsl.compile.support.table import SUPPORT


def page() -> str:
    """Write the support table as Markdown."""
    lines = [
        "# What is supported",
        "",
        "Every form of the language is parsed, and its names and types are checked. What this version cannot run yet",
        "is reported as O009 where it is used, and a source with such a finding is not compiled.",
    ]
    for heading, rows in SUPPORT.items():
        lines += ["", f"## {heading}", "", "| form | parsed | checked | run |", "| --- | --- | --- | --- |"]
        lines += _rows(rows)
    return "\n".join(lines) + "\n"


def _rows(rows: tuple[Form, ...]) -> Iterator[str]:
    for row in rows:
        text = row.text.replace("|", "\\|")
        yield f"| `{text}` | yes | yes | {'yes' if row.run else 'not yet'} |"
