"""The page of the hooks and of what plugins are written with, made from the code and its docstrings."""

import ast
import inspect
from collections.abc import Iterator
from textwrap import dedent
from typing import Any

from orchestra_dsl import plugin
from orchestra_dsl.drawing import hookspecs as of_drawing
from orchestra_dsl.lint import hookspecs as of_lint
from orchestra_dsl.plugin import hookspecs

SPECS = (hookspecs, of_drawing, of_lint)
"""The modules with hooks."""
HANDED_ON = ("hookimpl", "Supply")
"""What the package of plugins hands on that is no code of ours to describe: the page of the hooks uses them."""
GUIDES = {
    "orchestra_flows": "a-flow",
    "orchestra_predicates": "a-predicate",
    "orchestra_screens": "a-screen",
    "orchestra_channels": "a-channel",
    "orchestra_policies": "an-allocation-policy",
    "orchestra_observers": "an-observer",
    "orchestra_importers": "an-importer",
    "orchestra_sources": "a-record-source",
    "orchestra_people": "a-directory-of-people",
    "orchestra_exporters": "an-exporter",
    "orchestra_lint_rules": "a-rule-of-the-linter",
}
"""Where docs/kinds.md shows how to write what each hook supplies."""
_HEAD = """\
# Hooks

What a plugin may supply, and what it is written with, as the code says it. [Plugins](plugins.md) shows both at work.
"""

Described = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def page() -> str:
    """The page, in Markdown."""
    about = (hookspecs.__doc__ or "").partition("\n\n")[2]
    lines = [_HEAD, _fenced(about), "", "## The hooks", ""]
    for name, hook in hooks():
        lines += [f"### `{name}`", "", *_described(hook)]
        kind = GUIDES[name].replace("-", " ")
        lines += [f"How to write {kind}: [Kinds of plugin](kinds.md#{GUIDES[name]}).", ""]
    lines += ["## What plugins are written with", "", "All of it is in `orchestra_dsl.plugin`.", ""]
    for name in plugin.__all__:
        if name not in HANDED_ON:
            lines += [f"### `{name}`", "", *_described(getattr(plugin, name))]
    return "\n".join(lines).rstrip() + "\n"


def hooks() -> Iterator[tuple[str, Any]]:
    """All hooks by name, in the order of the code."""
    for module in SPECS:
        for name, value in vars(module).items():
            if hasattr(value, f"{hookspecs.PROJECT_NAME}_spec"):
                yield name, value


def _described(thing: Any) -> Iterator[str]:
    """Its head, what the docstring says, and of a class what it holds and can be asked."""
    (node,) = ast.parse(dedent(inspect.getsource(thing))).body
    assert isinstance(node, Described)  # noqa: S101 - a test makes the page
    fields = _fields(node) if isinstance(node, ast.ClassDef) else []
    yield from ["```python", "\n".join([_head(node), *(f"    {each}" for each in fields)]), "```", ""]
    yield from [_fenced(ast.get_docstring(node) or ""), ""]
    members = [f"- `{_head(each)}`: {_first(each)}" for each in _members(node)]
    if members:
        yield from [*members, ""]


def _head(node: Described) -> str:
    """The line that begins a definition."""
    if isinstance(node, ast.ClassDef):
        bases = ", ".join(ast.unparse(each) for each in node.bases)
        return f"class {node.name}({bases})" if bases else f"class {node.name}"
    answer = "" if node.returns is None else f" -> {ast.unparse(node.returns)}"
    return f"def {node.name}({ast.unparse(node.args)}){answer}"


def _fields(node: ast.ClassDef) -> list[str]:
    """What an instance holds, with the type of each."""
    annotated = [each for each in node.body if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)]
    return [
        f"{ast.unparse(each.target)}: {ast.unparse(each.annotation)}"
        for each in annotated
        if not ast.unparse(each.target).startswith("_") and not ast.unparse(each.annotation).startswith("ClassVar")
    ]


def _members(node: Described) -> list[ast.FunctionDef]:
    """What an instance can be asked."""
    inside = [each for each in node.body if isinstance(each, ast.FunctionDef)] if isinstance(node, ast.ClassDef) else []
    return [each for each in inside if not each.name.startswith("_")]


def _first(node: ast.FunctionDef) -> str:
    return (ast.get_docstring(node) or "").partition("\n\n")[0].replace("\n", " ")


def _fenced(text: str) -> str:
    """A docstring as Markdown: a paragraph that is indented is Python."""
    parts: list[str] = []
    for paragraph in text.strip().split("\n\n"):
        if not paragraph.startswith("    "):
            parts.append(paragraph)
        elif parts and parts[-1].endswith("\n```"):  # goes on after an empty line
            parts[-1] = f"{parts[-1].removesuffix('```')}\n{dedent(paragraph)}\n```"
        else:
            parts.append(f"```python\n{dedent(paragraph)}\n```")
    return "\n\n".join(parts)
