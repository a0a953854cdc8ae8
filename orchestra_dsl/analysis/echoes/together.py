"""Findings about the same thing in several places: one of them, and the others as its labels."""

from collections.abc import Iterable, Mapping, Sequence

import attrs

from orchestra_dsl.analysis.echoes.regions import Regions
from orchestra_dsl.diagnostics import Diagnostic, Fix, Label, in_order
from orchestra_dsl.syntax import nodes as n

_SHOWN = 4  # further places that a finding shows; it counts the rest

_KINDS = {"O201": "name", "O202": "name", "O301": "type", "O307": "type"}
_BY_MESSAGE = ("O204", "O205", "O605")
_OF_THE_FILE = ("O203", "O204", "O206", "O301", "O307")  # what they are about is declared for all of it


def together(findings: Iterable[Diagnostic], modules: Mapping[str, n.Module]) -> list[Diagnostic]:
    """Put findings in order, and what is said of one thing in many places into one finding at the first of them."""
    regions = Regions(modules)
    groups: dict[object, list[Diagnostic]] = {}
    for finding in in_order(findings):
        subject = _subject(finding, regions)
        groups.setdefault(id(finding) if subject is None else subject, []).append(finding)
    return [_as_one(group) for group in groups.values()]


def _subject(finding: Diagnostic, regions: Regions) -> object:
    """Return what a finding has in common with those that it is one with; None where it stands for itself."""
    span = finding.span
    place = "" if finding.code in _OF_THE_FILE else regions.name(span)
    if finding.cause is not None:
        return _KINDS.get(finding.code, finding.code), finding.cause, span.file, place
    if finding.code in _BY_MESSAGE:
        return finding.code, finding.message, finding.hint, span.file, place
    return None


def _as_one(group: Sequence[Diagnostic]) -> Diagnostic:
    first, *others = group
    if not others:
        return first
    labels = [Label(each.span, _also(each, first)) for each in others[:_SHOWN]]
    rest = len(others) - _SHOWN
    if rest > 0:
        more = f"{labels[-1].message} So it is in {rest} more {'place' if rest == 1 else 'places'}."
        labels[-1] = attrs.evolve(labels[-1], message=more)
    return attrs.evolve(first, labels=(*first.labels, *labels), fix=_fix(group))


def _also(finding: Diagnostic, first: Diagnostic) -> str:
    return "It is the same here." if finding.message == first.message else finding.message


def _fix(group: Sequence[Diagnostic]) -> Fix | None:
    """One fix for all places, if there is one for each; else none, so that no half of it is made."""
    fixes = [each.fix for each in group if each.fix is not None]
    if len(fixes) < len(group):
        return None
    places = "both places" if len(fixes) == 2 else f"all {len(fixes)} places"  # noqa: PLR2004 - in words
    what = "Correct the name" if len({each.message for each in fixes}) > 1 else fixes[0].message
    edits = dict.fromkeys(edit for each in fixes for edit in each.edits)
    return attrs.evolve(fixes[0], message=f"{what} in {places}", edits=tuple(edits))
