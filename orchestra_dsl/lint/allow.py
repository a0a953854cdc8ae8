"""Comments that allow findings: `# orchestra: allow O802, acme/no-log because …`.

One behind something is about its own line, and behind the end of a block about the line on which what ends there
begins: so it does not matter on how many lines that is written. One on a line of its own is about the next line that
is not a comment.
"""

import re
from collections.abc import Collection, Iterable

import attrs

from orchestra_dsl.diagnostics import CODES, Diagnostic, Edit, Fix, Severity, did_you_mean, nearest
from orchestra_dsl.source import SourceFile, Span
from orchestra_dsl.syntax.comments import Comment
from orchestra_dsl.syntax.nodes import Module, walk

_BEGINS = re.compile(
    r"""\#[ \t]*
    (?: orchestra:[ \t]*
      | (?i:orchestra:[ \t]*)(?=(?i:allow[ \t]+(?:o\d|[a-z][a-z0-9-]*/)))  # in another case, if it clearly is one
    )""",
    re.VERBOSE,
)
_ALLOW = re.compile(r"allow\b[ \t]*(?P<codes>.*?)(?:[ \t]*\bbecause\b(?P<reason>.*))?$", re.IGNORECASE)
_CODE = re.compile(r"[^,\s]+(?:[ \t]+[^,\s]+)*")
_CLOSING = "}) ]"
_FORM = "Write `# orchestra: allow O802 because …`."


@attrs.frozen
class Allow:
    """A comment that allows findings of some codes on its lines. `wrong` are those of them that cannot be allowed."""

    comment: Span
    lines: frozenset[int]
    codes: tuple[tuple[str, Span], ...]
    wrong: frozenset[str] = frozenset()


def read_allows(
    file: SourceFile, tree: Module, comments: Iterable[Comment], rules: Collection[str]
) -> tuple[list[Allow], list[Diagnostic]]:
    """What the comments of a file allow, and what is wrong with them. `rules` are the codes of plugins' rules."""
    allows: list[Allow] = []
    findings: list[Diagnostic] = []
    for comment in comments:
        begin = _BEGINS.match(comment.text)
        if begin is None:
            continue
        named = _codes(comment, begin.end())
        if isinstance(named, Diagnostic):
            findings.append(named)
            continue
        wrong = {code: finding for code, place in named if (finding := _wrong(code, place, rules)) is not None}
        findings += wrong.values()
        allows.append(Allow(comment.span, _lines(file, tree, comment), tuple(named), frozenset(wrong)))
    return allows, findings


def _codes(comment: Comment, begin: int) -> list[tuple[str, Span]] | Diagnostic:
    """The codes of a comment with their places, or what is wrong with its form."""
    allow = _ALLOW.match(comment.text[begin:].rstrip())
    if allow is None:
        return _not_understood(comment, "A comment to the linter can only allow findings.", _FORM)
    start = comment.span.start + begin + allow.start("codes")
    found = _CODE.finditer(allow["codes"])
    codes = [(each[0], Span(start + each.start(), start + each.end(), comment.span.file)) for each in found]
    named = ", ".join(code for code, _ in codes)
    if not codes:
        return _not_understood(comment, "This names no finding that it allows.", _FORM)
    if not re.search(r"\w", allow["reason"] or ""):
        return _not_understood(comment, f"This allows {named} without a reason.", _FORM.replace("O802", named))
    if any(re.search(r"\s", code) for code, _ in codes):
        return _not_understood(comment, f"`{named}` is no list of codes.", "Part several codes by commas.")
    return codes


def _not_understood(comment: Comment, message: str, hint: str) -> Diagnostic:
    return Diagnostic("O891", message, comment.span, hint=hint)


def _wrong(code: str, place: Span, rules: Collection[str]) -> Diagnostic | None:
    """Why a code cannot be allowed, where that is so."""
    about = CODES.get(code)
    if about is not None and not about.allowable:
        return Diagnostic("O893", f"{code} is about comments such as this one, and cannot be allowed.", place)
    if about is not None and about.severity is Severity.ERROR:
        message = f"{code} is an error, with which the source cannot run; it cannot be allowed."
        return Diagnostic("O893", message, place, hint="Mend what it is about, and remove this.")
    if about is not None or code in rules:
        return None
    known = [*CODES, *rules]
    near = nearest(code, known)
    hint = did_you_mean(code, known) or "`orchestra explain` lists the codes. Groups cannot be allowed."
    fix = Fix(f"Write `{near[0]}`", [Edit(place, near[0])]) if near else None
    return Diagnostic("O892", f"There is no finding `{code}`.", place, hint=hint, fix=fix)


def _lines(file: SourceFile, tree: Module, comment: Comment) -> frozenset[int]:
    """The lines that a comment is about."""
    position = file.position(comment.span.start)
    before = file.line_text(position.line)[: position.column - 1].strip()
    if before:
        ends_block = not before.strip(_CLOSING)
        return frozenset({position.line, *([_begin(file, tree, comment)] if ends_block else [])})
    for below in range(position.line + 1, file.line_count + 1):
        text = file.line_text(below).strip()
        if text and not text.startswith("#"):
            return frozenset({below})
    return frozenset({position.line})


def _begin(file: SourceFile, tree: Module, comment: Comment) -> int:
    """The line on which begins what ends right before a comment."""
    end = len(file.text[: comment.span.start].rstrip())
    starts = [node.span.start for node in walk(tree) if node.span.end == end]
    return file.position(min(starts, default=comment.span.start)).line
