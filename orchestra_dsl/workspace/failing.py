"""Why a scenario failed, in lines for people: the same at the command line and in the tests of pytest."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from orchestra_dsl.diagnostics.render.cells import plain
from orchestra_dsl.diagnostics.render.excerpt import Mark, excerpt, gutter_of

if TYPE_CHECKING:
    from orchestra_dsl.scenario.result import Failure
    from orchestra_dsl.workspace.playing import Played

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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
