"""The pages of the catalogue of workflow patterns: what the sources of examples/patterns say of themselves, drawn."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from orchestra_dsl.compile.pipeline import compile_source
from orchestra_dsl.drawing.structure import drawing_of
from orchestra_dsl.drawing.svg.svg import svg
from orchestra_dsl.graph.model import Compiled
from orchestra_dsl.source import SourceFile
from orchestra_dsl.syntax.nodes import Orchestration

if TYPE_CHECKING:
    from collections.abc import Callable

_ROOT = Path(__file__).resolve().parent.parent
FOLDER = _ROOT / "examples" / "patterns"

GROUPS: Mapping[str, tuple[int, ...]] = {
    "Basic control flow": (1, 2, 3, 4, 5),
    "Advanced branching and synchronization": (6, 7, 9, 28, 29, 30, 31, 32, 33, 37, 38),
    "Multiple instances": (12, 13, 14, 15, 34, 35, 36),
    "State-based": (16, 17, 18, 39, 40),
    "Cancellation and completion": (19, 20, 25, 26, 27),
    "Iteration": (10, 21, 22),
    "Termination": (11, 43),
    "Triggers": (23, 24),
    "Left out": (8, 41, 42),
}
"""The pages, as the paper groups the patterns; each number stands once."""

INTRODUCTION = """\
# Workflow patterns

The workflow control-flow patterns are what a language of processes is measured by: 43 ways in which steps follow,
accompany, await and end each other, collected from many products by van der Aalst, ter Hofstede, Kiepuszewski and
Barros (2003) and by Russell, ter Hofstede, van der Aalst and Mulyar ("Workflow Control-Flow Patterns: A Revised View",
2006), whose numbers and names these are. Orchestra says 40 of them. It leaves three out on purpose:
[why, and what to write instead](patterns/left_out.md).

Each is a small process of its own in [examples/patterns](../examples/patterns), with scenarios that would fail if it
were one of its neighbours; `orchestra test examples/patterns` plays them.
"""


@attrs.frozen
class Pattern:
    """A pattern as its source tells of it. `about` is the pattern in words, `process` what happens in the example."""

    number: int
    name: str
    said_by: str
    about: str
    process: str
    source: SourceFile
    compiled: Compiled

    @property
    def title(self) -> str:
        """Number and name, as a heading."""
        return f"{self.number}. {self.name}"

    @property
    def place(self) -> str:
        """Page and heading, for a link from a page beside it."""
        group = next(group for group, numbers in GROUPS.items() if self.number in numbers)
        heading = re.sub(r"[^\w -]", "", self.title).lower().replace(" ", "-")
        return f"{_slug(group)}.md#{heading}"


def pages() -> dict[str, "Callable[[], str]"]:
    """Every page and drawing of the catalogue, and what writes it."""
    return {
        "docs/patterns.md": _table,
        **{f"docs/patterns/{_slug(each)}.md": partial(_page, each) for each in GROUPS},
        **{f"docs/patterns/{path.name[:5]}.svg": partial(_drawing, path) for path in FOLDER.glob("*.orch")},
    }


def _patterns() -> dict[int, Pattern]:
    """All patterns by number, in that order."""
    return {each.number: each for each in map(_pattern, sorted(FOLDER.glob("*.orch")))}


@cache
def _pattern(path: Path) -> Pattern:
    source = SourceFile(path.name, path.read_text(encoding="utf-8"))
    result = compile_source(path.name, lambda _: source)
    (module,) = result.checked.modules.values()
    heading = re.match(r"Pattern (\d+), ([^:]+?)(?:, left out)?: (.*)\n\n", module.doc or "")
    assert heading is not None  # noqa: S101 - the tests of the patterns say how they have to begin
    assert result.package is not None  # noqa: S101 - the same
    tested = result.package.scenarios[0].orchestration
    (process,) = (each for each in module.declarations if isinstance(each, Orchestration) and each.name.text == tested)
    (compiled,) = (each for each in result.package.orchestrations if each.graph.name == tested)
    about = (module.doc or "")[heading.end() :]
    return Pattern(int(heading[1]), heading[2], heading[3], about, process.doc or "", source, compiled)


@cache
def _neighbours() -> Mapping[str, list[int]]:
    """Which patterns the tests change each into, to see its scenarios fail."""
    table = tomllib.loads((_ROOT / "tests" / "patterns" / "mutations.toml").read_text(encoding="utf-8"))
    return {name: sorted({row["towards"] for row in rows}) for name, rows in table.items()}


def _table() -> str:
    """All patterns, by number."""
    rows = ["| | pattern, drawn | what says it | source |", "| --: | --- | --- | --- |"]
    for number, each in _patterns().items():
        name = f"[{each.name}](patterns/{each.place})"
        said_by = f"*left out*; {each.said_by}" if number in GROUPS["Left out"] else each.said_by
        source = f"[wcp{number:02}](../examples/patterns/{each.source.name})"
        rows.append(f"| {number} | {name} | {said_by} | {source} |")
    return "\n".join([INTRODUCTION, *rows]) + "\n"


def _page(group: str) -> str:
    """The patterns of a group, each drawn; those that are left out with the whole source of what to write instead."""
    parts = [f"# {group}", "[All patterns](../patterns.md)"]
    for number in GROUPS[group]:
        parts += _section(_patterns()[number], in_full=group == "Left out")
    return "\n\n".join(parts) + "\n"


def _section(pattern: Pattern, *, in_full: bool) -> Iterator[str]:
    name = pattern.source.name
    yield f"## {pattern.title}"
    yield f"*{pattern.said_by[:1].upper()}{pattern.said_by[1:]}*"
    yield pattern.about
    yield f"[{name}](../../examples/patterns/{name}): {pattern.process}"
    yield f"![{pattern.name}: {pattern.compiled.graph.label}](wcp{pattern.number:02}.svg)"
    told_from = [_patterns()[number] for number in _neighbours()[name.removesuffix(".orch")]]
    yield f"Its scenarios tell it from {', '.join(f'[{each.title}]({each.place})' for each in told_from)}."
    if in_full:
        _, written = pattern.source.text.split("\n\n", 1)
        yield f"```orch\n{written}```"


def _drawing(path: Path) -> str:
    compiled = _pattern(path).compiled
    return svg(drawing_of(compiled.graph, compiled.origins))


def _slug(group: str) -> str:
    return re.sub(r"\W+", "_", group.lower())
