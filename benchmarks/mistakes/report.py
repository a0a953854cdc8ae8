"""What was found of all mistakes, in tables and lists for people, or as JSON."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, Literal

import msgspec

from benchmarks.mistakes.mistake import Reported, Verdict

_NAME = 24  # columns for the name of a group or a kind


def as_text(
    title: str, verdicts: Sequence[Verdict], *, by: Literal["group", "kind"] = "group", most: int | None = None
) -> Iterator[str]:
    """A table by group or kind and in all, then what is missed and what is reported elsewhere, at `most` of a kind."""
    counted = mistakes_among(verdicts)
    yield f"{title}: {len(counted)} mistakes"
    yield f"{'':<{_NAME}}{'mistakes':>9}{'caught':>16}{'on the line':>16}{'of the group':>16}{'said once':>16}"
    for name, among in _grouped(counted, lambda each: each.mistake.group if by == "group" else each.mistake.kind):
        yield _row(name, among)
    yield _row("all", counted)
    yield from _kinds("Missed", [each for each in counted if not each.caught], most)
    elsewhere = [each for each in counted if each.caught and not each.on_line]
    yield from _kinds("Caught on another line", elsewhere, most)
    yield from _kinds("No mistake: compiles to the same", [each for each in verdicts if is_none(each)], most)


def as_json(verdicts: Iterable[Verdict], false: Iterable[str]) -> str:
    """Everything as one object."""
    what = {"mistakes": [_plain(each) for each in verdicts], "false_findings": list(false)}
    return msgspec.json.format(msgspec.json.encode(what)).decode()


def mistakes_among(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Those that count: what compiles to the same without a finding is no mistake."""
    return [each for each in verdicts if not is_none(each)]


def is_none(verdict: Verdict) -> bool:
    """Whether nothing is reported, and rightly, since nothing has changed."""
    return verdict.unchanged and not verdict.caught


def _row(name: str, verdicts: Sequence[Verdict]) -> str:
    columns = [
        sum(each.caught for each in verdicts),
        sum(each.on_line for each in verdicts),
        sum(each.in_group for each in verdicts),
        sum(len(each.reported) == 1 for each in verdicts),
    ]
    shares = "".join(f"{count:>8} {count / len(verdicts) if verdicts else 0:>6.1%}" for count in columns)
    return f"{name:<{_NAME}}{len(verdicts):>9}{shares}"


def _kinds(title: str, verdicts: Sequence[Verdict], most: int | None) -> Iterator[str]:
    if not verdicts:
        return
    yield f"\n{title}: {len(verdicts)}"
    for kind, among in _grouped(verdicts, lambda each: f"{each.mistake.group} {each.mistake.kind}"):
        yield f"  {kind}: {len(among)}"
        for each in among[:most]:
            yield f"    {each.mistake.source}:{each.mistake.line}: {each.mistake.why}"
            yield from (f"      reported: {_shown(found)}" for found in each.reported)


def _shown(found: Reported) -> str:
    return f"line {found.line or '?'}: {found.code} {found.message}"


def _grouped(verdicts: Iterable[Verdict], key: Callable[[Verdict], str]) -> Iterator[tuple[str, list[Verdict]]]:
    for name, among in groupby(sorted(verdicts, key=key), key):
        yield name, list(among)


def _plain(verdict: Verdict) -> dict[str, Any]:
    mistake = verdict.mistake
    return {
        "kind": mistake.kind,
        "group": mistake.group,
        "source": mistake.source,
        "line": mistake.line,
        "why": mistake.why,
        "caught": verdict.caught,
        "on_line": verdict.on_line,
        "in_group": verdict.in_group,
        "unchanged": verdict.unchanged,
        "reported": [{"code": each.code, "line": each.line, "message": each.message} for each in verdict.reported],
    }
