"""Formats of plugins in `orchestra graph`."""

import re

import pytest

from orchestra_dsl.workspace.drawings import USUAL
from orchestra_dsl.workspace.project import Project
from tests.cli.project import Desk
from tests.house.checkout import ROOT

HEAD = "from orchestra_dsl.drawing import Drawing, exporter\n"
NAMES = HEAD + '@exporter("names", suffixes=[".names"])\ndef names(drawing: Drawing) -> str:\n    return BODY\n'


def give(desk: Desk, code: str) -> None:
    desk.write("formats.py", code)
    desk.write("orchestra.toml", 'plugins = ["formats.py", "flows.py"]\npeople = "people.toml"\n')


def names(desk: Desk, body: str) -> None:
    give(desk, NAMES.replace("BODY", body))


def test_a_plugins_format_is_found_by_its_name_and_by_that_of_a_file(desk: Desk) -> None:
    names(desk, '",".join(node.name for node in drawing.block.nodes() if node.kind == "end")')
    said = desk.fine("graph", ".", "quick", "--format", "names")
    assert said == "how.otherwise.end.1"
    assert desk.fine("graph", ".", "quick", "-o", "quick.NAMES") == "Wrote quick.NAMES.\n"
    assert (desk.folder / "quick.NAMES").read_text(encoding="utf-8") == said
    assert "  exporter   names\n" in desk.fine("plugins")


def test_an_unknown_format_offers_the_nearest(desk: Desk) -> None:
    names(desk, '""')
    said = desk.run("graph", ".", "quick", "--format", "nanes")
    assert (said.code, said.err) == (
        2,
        "Error: no plugin writes the format `nanes`\n  Did you mean `names`?\n",
    )
    said = desk.run("graph", ".", "quick", "--format", "qqqqqq")
    assert said.err.splitlines()[1] == "  The formats are: mermaid, dot, svg, names."


def test_a_file_name_that_tells_nothing_is_told_which_do(desk: Desk) -> None:
    names(desk, '""')
    said = desk.run("graph", ".", "quick", "-o", "a.png")
    assert said.err.splitlines()[1] == "  Give --format, or use .mmd, .mermaid, .dot, .gv, .svg, .names."


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("1 / 0", "its exporter names failed: ZeroDivisionError: division by zero (formats.py, line 4)"),
        ("exit(3)", "its exporter names failed: SystemExit: 3 (formats.py, line 4)"),
        ("len(drawing.name)", "its exporter names answers int, which is no text"),
        ("None", "its exporter names answers NoneType, which is no text"),
        (
            "chr(0xD800)",
            "its exporter names answers a text that cannot be stored: 'utf-8' codec can't",
        ),
    ],
)
def test_an_exporter_that_fails_is_named(desk: Desk, body: str, what: str) -> None:
    names(desk, body)
    said = desk.run("graph", ".", "quick", "--format", "names", "-o", "a.txt")
    assert (said.code, said.out) == (2, "")
    assert said.err.splitlines()[0].startswith(f"Error: the plugin formats.py: {what}")
    assert not (desk.folder / "a.txt").exists()
    assert desk.fine("graph", ".", "quick").startswith("---\n")


def test_a_broken_plugin_keeps_nobody_from_drawing(desk: Desk) -> None:
    give(desk, "raise RuntimeError('no')\n")
    assert desk.fine("graph", ".", "quick", "--format", "dot").startswith("digraph ")
    said = desk.run("graph", ".", "quick", "--format", "names")
    hint = "The plugin formats.py could not be loaded whole: see `orchestra plugins`."
    assert (said.code, said.err.splitlines()[1]) == (2, f"  The formats are: mermaid, dot, svg. {hint}")


def test_the_product_keeps_the_names_of_its_own(desk: Desk) -> None:
    give(desk, HEAD + '@exporter("dot", suffixes=[".dot"])\ndef dot(drawing: Drawing) -> str:\n    return "mine"\n')
    assert desk.fine("graph", ".", "quick", "-o", "-", "--format", "dot").startswith("digraph ")
    (problem,) = desk.run("plugins", "list", "--json").json["problems"]
    assert problem["what"] == "the exporter dot is supplied by drawings and by formats.py"
    assert problem["hint"] == "Orchestra's own is used. Rename the other."


def test_a_guest_may_use_one_of_ours(desk: Desk) -> None:
    code = HEAD + 'from orchestra_dsl.drawing.dot import dot\n@exporter("lines")\n'
    give(desk, code + "def lines(drawing: Drawing) -> str:\n    return str(dot(drawing).count('->'))\n")
    assert desk.fine("graph", ".", "quick", "--format", "lines") == "3"
    assert desk.fine("plugins").count("exporter   dot\n") == 2


@pytest.mark.parametrize("bad", ['""', '"CSV"', '"a b"', "3", '"csv", suffixes=["csv"]', '"csv", suffixes=".csv"'])
def test_a_name_or_suffix_that_is_none_is_told_at_its_line(desk: Desk, bad: str) -> None:
    give(desk, HEAD + f"@exporter({bad})\ndef mine(drawing: Drawing) -> str:\n    return ''\n")
    (problem,) = desk.run("plugins", "list", "--json").json["problems"]
    assert problem["where"] == "formats.py, line 2" or "exporter.py" in problem["where"]


def test_our_own_formats_come_through_the_same_hook(desk: Desk) -> None:
    found = Project.load(desk.folder).registry.extras_of("exporter")
    assert [(each.name, each.plugin, each.load().name) for each in found] == [
        (name, "drawings", name) for name in (USUAL, "dot", "svg")
    ]


def test_the_exporter_of_the_docs_writes_a_table(desk: Desk) -> None:
    page = (ROOT / "docs/drawings.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    give(desk, code)
    assert desk.fine("graph", ".", "quick", "--format", "csv").splitlines()[:2] == [
        "kind,name,title",
        "start,(start),Without people",
    ]
