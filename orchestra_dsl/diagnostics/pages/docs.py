"""The pages of the docs about findings: the index, and a page for each code."""

from collections.abc import Mapping, Sequence

from orchestra_dsl.diagnostics.code import Code, Group
from orchestra_dsl.diagnostics.pages.markdown import markdown
from orchestra_dsl.diagnostics.pages.stored import page_of

_HEAD = """\
# Findings

What the compiler has to say about a source. Each finding has a code that never changes its meaning, and a page with a
wrong example and the right one, which `orchestra explain CODE` prints too. Errors keep a source from running; warnings
do not.
"""


def findings(groups: Mapping[Group, Sequence[Code]]) -> str:
    """List every finding, group by group."""
    lines = [_HEAD]
    for group, codes in groups.items():
        lines += [f"## {group.prefix}: {group.name}", "", "| code | | |", "| --- | --- | --- |", *map(_row, codes), ""]
    return "\n".join(lines).rstrip() + "\n"


def _row(code: Code) -> str:
    name = f"[{code.code}](findings/{code.code}.md)" if page_of(code.code) else code.code
    return f"| {name} | {code.title} | {code.severity} |"


def finding(code: str) -> str:
    """The page of a code that has one."""
    page = page_of(code)
    assert page is not None  # noqa: S101 - asked only for those that have one
    about = f"*{page.code.severity}*, one of the [findings](../findings.md)"
    return f"# {code} {page.code.title}\n\n{about}\n\n{markdown(page)}"
