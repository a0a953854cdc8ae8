"""What has changed, for people: a line for each change, its clauses below it, and what it all means for runs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from orchestra_dsl.diagnostics.render.cells import plain

if TYPE_CHECKING:
    from orchestra_dsl.comparison.change import Change, Comparison, Detail
    from orchestra_dsl.workspace.comparing import Standing

WIDTH = 100
"""Columns within which a clause stands on one line before and after; longer ones stand on two."""

_SIGNS = {"added": ("+", "green"), "removed": ("-", "red")}


def show(comparisons: "Sequence[Comparison]", standing: "Mapping[str, Standing]") -> None:
    """Print everything that differs, and the names of what does not."""
    for comparison in comparisons:
        if comparison.kind == "same":
            continue
        click.echo(_heading(comparison))
        for change in comparison.changes:
            for line in _change(change):
                click.echo(f"  {line}")
        _say_meaning(comparison, standing.get(comparison.name or ""))
        click.echo()
    same = [plain(each.name or "") for each in comparisons if each.kind == "same"]
    if same:
        click.echo(f"{'The same' if len(same) < len(comparisons) else 'Nothing has changed'}: {', '.join(same)}.")
    elif not comparisons:
        click.echo("Nothing has changed: neither has an orchestration.")


def _heading(comparison: "Comparison") -> str:
    name = plain(comparison.name or "Records and events")
    old, new = comparison.versions
    versions = "" if old == new else f"  version {_number(old)} -> {_number(new)}"
    word = "" if comparison.kind == "changed" else f"  {comparison.kind}"
    word = f", which was {plain(comparison.was)}" if comparison.was else word
    return click.style(f"{name}{word}", bold=True) + versions


def _number(version: int | None) -> str:
    return "none" if version is None else str(version)


def _change(change: "Change") -> Iterator[str]:
    sign, color = _SIGNS.get(change.kind, ("~", "yellow"))
    label = f' "{plain(change.label)}"' if change.label else ""
    subject = f"{change.what} {plain(change.name)}".strip()
    own = next((each for each in change.details if not each.clause), None)
    yield click.style(f"{sign} {subject}{label}{_what_became(change)}{_whole(own)}", fg=color)
    details = [each for each in change.details if each.clause]
    if change.kind == "removed":
        return
    width = max((len(each.clause) for each in details), default=0)
    for each in details:
        yield from (f"    {line}" for line in _clause(each, width, added=change.kind == "added"))


def _what_became(change: "Change") -> str:
    match change.kind:
        case "renamed":
            return f", which was {plain(change.was or '')}" + (f": now {plain(change.place)}" if change.place else "")
        case "moved":
            source = f" from {plain(change.was.rpartition('.')[0])}" if change.was else ""
            return f", moved{source}: now {plain(change.place or '')}"
        case "added" if change.place:
            return f", {plain(change.place)}"
    return ""


def _whole(detail: "Detail | None") -> str:
    """The one text of something without clauses."""
    if detail is None:
        return ""
    if detail.before is None or detail.after is None:
        return f": {plain(detail.before or detail.after or '')}"
    return f": {plain(detail.before)} -> {plain(detail.after)}"


def _clause(detail: "Detail", width: int, *, added: bool) -> Iterator[str]:
    clause = plain(detail.clause).ljust(width)
    before, after = plain(detail.before or ""), plain(detail.after or "")
    if added:
        yield f"{clause}  {after}"
    elif detail.before is None:
        yield f"{clause}  {click.style(after, fg='green')} (new)"
    elif detail.after is None:
        yield f"{clause}  {click.style(before, fg='red')} (no more)"
    elif width + len(before) + len(after) <= WIDTH:
        yield f"{clause}  {click.style(before, fg='red')} -> {click.style(after, fg='green')}"
    else:
        yield f"{clause}  {click.style(before, fg='red')}"
        yield f"{' ' * width}  -> {click.style(after, fg='green')}"


def _say_meaning(comparison: "Comparison", standing: "Standing | None") -> None:
    if not comparison.meaning and standing is None:
        return
    click.echo("\n  What it means")
    for sentence in comparison.meaning:
        click.echo(f"    {plain(sentence)}")
    if standing is not None:
        for line in _standing(standing):
            click.echo(f"    {plain(line)}")


def _standing(standing: "Standing") -> Iterator[str]:
    at_least = "at least " if standing.more else ""
    others = f", {_runs(standing.on_others)} on other graphs" if standing.on_others else ""
    yield f"Under way: {at_least}{_runs(standing.on_old)} on the old graph{others}."
    yield from (f"  {_runs(each.runs)} in {each.element} ({each.fate})" for each in standing.places)


def _runs(number: int) -> str:
    return "1 run" if number == 1 else f"{number:,} runs"
