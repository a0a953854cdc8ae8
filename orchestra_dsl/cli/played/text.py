"""Scenarios that were played, for people: a line each, and of one that failed everything that is known."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from orchestra_dsl.diagnostics.render.cells import plain
from orchestra_dsl.diagnostics.render.excerpt import Mark, excerpt, gutter_of

if TYPE_CHECKING:
    from orchestra_dsl.scenario.result import Failure
    from orchestra_dsl.workspace.playing import Played

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def show(played: "Played") -> None:
    """Print one scenario."""
    result = played.result
    word = click.style("failed", fg="red", bold=True) if result.failure else click.style("ok", fg="green")
    scenario = result.scenario
    said = f"{plain(scenario.orchestration)}: {plain(scenario.name)} ({result.seconds * 1000:.0f} ms)"
    click.echo(f"{word}{' ' * (8 - len('failed' if result.failure else 'ok'))}{said}")
    if result.failure is not None:
        click.echo("\n".join(f"  {line}".rstrip() for line in failure_lines(played, result.failure)))
        click.echo()


def summary(played: "Sequence[Played]") -> str:
    """Count them in words."""
    failed = sum(each.result.failure is not None for each in played)
    count = "1 scenario" if len(played) == 1 else f"{len(played)} scenarios"
    seconds = sum(each.result.seconds for each in played)
    return f"{count}: {len(played) - failed} ok, {failed} failed, in {seconds:.2f} s."


def failure_lines(played: "Played", failure: "Failure") -> Iterator[str]:
    """Why a scenario failed: the place, the line, what was expected, what was, and what had happened."""
    yield f"{plain(played.source.name)}:{failure.place.line}:{failure.place.column}:"
    marks = [Mark(played.span(failure.place), "", primary=True)]
    gutter = gutter_of(played.source, marks)
    for row in excerpt(played.source, marks, gutter):
        yield "".join(text for text, _ in row)
    advice = (("expected", failure.expected), ("found", failure.found), ("hint", failure.hint))
    yield from (f"{' ' * gutter} = {word}: {plain(text)}" for word, text in advice if text)
    yield ""
    yield from _timeline(played, failure)


def _timeline(played: "Played", failure: "Failure") -> Iterator[str]:
    zone = ZoneInfo(played.result.zone)
    for story in played.stories:
        yield f"{plain(story.title)}, {story.run}:"
        yield from (f"    {moment(line.at, zone)}  {plain(line.place)}: {plain(line.text)}" for line in story.lines)
    here = plain(played.text(failure.place))
    yield f"  > {moment(failure.at, zone)}  line {failure.place.line}: {here}"


def moment(micros: int, zone: ZoneInfo) -> str:
    """A virtual instant, in the scenario's zone."""
    return f"{(_EPOCH + timedelta(microseconds=micros)).astimezone(zone):%a %Y-%m-%d %H:%M:%S}"
