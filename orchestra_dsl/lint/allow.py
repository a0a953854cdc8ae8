"""Comments that allow findings: `# orchestra: allow O802, acme/no-log because …`.

One behind something is about its own line, and behind the end of a block about the line on which what ends there
begins: so it does not matter on how many lines that is written. One on a line of its own is about the next line that
is not a comment.
"""

import re
from collections.abc import Collection, Iterable

import attrs

from orchestra_dsl.diagnostics import CODES, Diagnostic, Edit, Fix, Severity, did_you_mean, nearest
from orchestra_dsl.lint.lines import Lines
from orchestra_dsl.source import SourceFile, Span
from orchestra_dsl.syntax.comments import Comment
from orchestra_dsl.syntax.nodes import Module

_BEGINS = re.compile(
    r"""\#[ \t]*
    (?: orchestra:[ \t]*
      | (?i:orchestra:[ \t]*)(?=(?i:allow[ \t]+(?:o\d|[a-z][a-z0-9-]*/)))  # in another case, if it clearly is one
    )""",
    re.VERBOSE,
)
_ALLOW = re.compile(r"allow\b", re.IGNORECASE)
_BECAUSE = re.compile(r"\bbecause\b", re.IGNORECASE)
_CODE = re.compile(r"[^,\s]+(?:[ \t]+[^,\s]+)*")
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
    lines = Lines(file, tree)
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
        allows.append(Allow(comment.span, lines.about(comment), tuple(named), frozenset(wrong)))
    return allows, findings


def _codes(comment: Comment, begin: int) -> list[tuple[str, Span]] | Diagnostic:
    """The codes of a comment with their places, or what is wrong with its form."""
    allow = _ALLOW.match(comment.text, begin)
    if allow is None:
        return _not_understood(comment, "A comment to the linter can only allow findings.", _FORM)
    because = _BECAUSE.search(comment.text, allow.end())
    reason = comment.text[because.end() :] if because else ""
    start = comment.span.start
    found = _CODE.finditer(comment.text, allow.end(), because.start() if because else len(comment.text))
    codes = [(each[0], Span(start + each.start(), start + each.end(), comment.span.file)) for each in found]
    named = ", ".join(code for code, _ in codes)
    if not codes:
        return _not_understood(comment, "This names no finding that it allows.", _FORM)
    if not re.search(r"\w", reason):
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
