"""Findings that are held back until another one has been dealt with, as they may only follow from it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import attrs

from orchestra_dsl.analysis.echoes.places import NOWHERE, Places
from orchestra_dsl.analysis.echoes.regions import Regions
from orchestra_dsl.diagnostics import Diagnostic, Severity, in_order
from orchestra_dsl.source import Span
from orchestra_dsl.syntax import nodes as n

FOLLOWS: Mapping[str, frozenset[str]] = {
    # A jump that leads nowhere is no way: what lies behind it seems to be out of reach, or to come without its steps.
    "O408": frozenset({"O401", "O402", "O407", "O410", "O501"}),
    # A join that asks for too many completes by none of its ways.
    "O411": frozenset({"O501"}),
}
"""What a finding brings with it in its orchestration."""

_OF_VALUES = ("O301", "O304", "O305", "O306", "O307", "O315")
_OF_PARTS = ("O201", "O202", "O203", "O204", "O205", "O206", "O301", "O303", "O305", "O307", "O311")
_IDLE = ("O209", "O306", "O315", "O603")


@attrs.frozen
class _Found:
    """What is asked for again and again.

    The findings of FOLLOWS by orchestration; by file the places of errors, and of those about parts of expressions;
    and after what nothing is reached any more.
    """

    codes: Mapping[str, set[str]]
    errors: Mapping[str, Places]
    parts: Mapping[str, Places]
    fixed: Mapping[str, Places]
    ends: set[Span]


def without_echoes(findings: Iterable[Diagnostic], modules: Mapping[str, n.Module]) -> list[Diagnostic]:
    """Put findings in order, without those that may only follow from another."""
    ordered = in_order(findings)
    if len(ordered) < 2:  # noqa: PLR2004 - one finding has no echo
        return ordered
    regions = Regions(modules)
    found = _gather(ordered, regions)
    return [each for each in ordered if not _follows(each, found, regions)]


def _gather(findings: Sequence[Diagnostic], regions: Regions) -> _Found:
    codes: dict[str, set[str]] = defaultdict(set)
    errors: dict[str, list[Span]] = defaultdict(list)
    parts: dict[str, list[Span]] = defaultdict(list)
    fixed: dict[str, list[Span]] = defaultdict(list)
    for each in findings:
        if each.code in FOLLOWS:
            codes[regions.name(each.span)].add(each.code)
        if each.code == "O306":
            fixed[each.span.file].append(each.span)
        if each.severity is Severity.ERROR and each.code not in _IDLE:
            errors[each.span.file].append(each.span)
            if each.code in _OF_PARTS:
                parts[each.span.file].append(each.span)
    ends = {label.span for each in findings if each.code == "O401" for label in each.labels}
    return _Found(codes, _places(errors), _places(parts), _places(fixed), ends)


def _places(spans: Mapping[str, list[Span]]) -> Mapping[str, Places]:
    return {file: Places(each) for file, each in spans.items()}


def _follows(finding: Diagnostic, found: _Found, regions: Regions) -> bool:
    """Whether a finding may only follow from another, for one of these reasons."""
    span = finding.span
    errors, parts = found.errors.get(span.file, NOWHERE), found.parts.get(span.file, NOWHERE)
    return (
        _of_flow(finding, found.codes.get(regions.name(span), ()))
        or _of_jump(finding, found.ends)
        or _of_parts(finding, parts)
        or _at_errors(finding, errors)
        or _unread(finding, errors, regions)
        or _of_fixed(finding, found.fixed.get(span.file, NOWHERE))
    )


def _of_flow(finding: Diagnostic, causes: Iterable[str]) -> bool:
    """What the flow of control seems to be, while a jump or a join in it is wrong."""
    return any(finding.code in FOLLOWS[cause] for cause in causes)


def _of_jump(finding: Diagnostic, ends: set[Span]) -> bool:
    """Where a jump back leads to, while what stands below it is out of reach: the jump itself may be wrong."""
    return finding.code in ("O402", "O410") and any(label.span in ends for label in finding.labels)


def _of_parts(finding: Diagnostic, parts: Places) -> bool:
    """What an expression seems to be, while a part of it is wrong."""
    return finding.code in _OF_VALUES and parts.within(finding.span)


def _at_errors(finding: Diagnostic, errors: Places) -> bool:
    """What is said to change nothing, or never to matter, where an error says that it is wrong."""
    return finding.code in _IDLE and (errors.around(finding.span) or errors.within(finding.span))


def _unread(finding: Diagnostic, errors: Places, regions: Regions) -> bool:
    """The name of a loop that nothing reads, while something is wrong or missing in its step."""
    if finding.code != "O209" or errors is NOWHERE:
        return False
    step = regions.step(finding.span)
    return step is not None and errors.within(step)


def _of_fixed(finding: Diagnostic, fixed: Places) -> bool:
    """An output that is not there because a condition that is shown with it is always the same."""
    return finding.code == "O501" and any(fixed.within(label.span) for label in finding.labels)
