"""Scenarios that were played, for programs."""

from typing import TYPE_CHECKING, Any

from orchestra_dsl.cli.output import instant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestra_dsl.workspace.playing import Played, Story


def report(played: "Sequence[Played]") -> dict[str, Any]:
    """All that is known, as plain data."""
    failed = sum(each.result.failure is not None for each in played)
    return {
        "passed": len(played) - failed,
        "failed": failed,
        "seconds": round(sum(each.result.seconds for each in played), 6),
        "scenarios": [_scenario(each) for each in played],
    }


def _scenario(played: "Played") -> dict[str, Any]:
    result = played.result
    return {
        "name": result.scenario.name,
        "orchestration": result.scenario.orchestration,
        "file": played.source.name,
        "line": result.scenario.place.line,
        "passed": result.failure is None,
        "seconds": round(result.seconds, 6),
        "failure": _failure(played),
    }


def _failure(played: "Played") -> dict[str, Any] | None:
    failure = played.result.failure
    if failure is None:
        return None
    return {
        "line": failure.place.line,
        "column": failure.place.column,
        "text": played.text(failure.place),
        "at": instant(failure.at),
        "expected": failure.expected,
        "found": failure.found,
        "hint": failure.hint,
        "runs": [_story(each) for each in played.stories],
    }


def _story(story: "Story") -> dict[str, Any]:
    lines = [
        {"at": instant(line.at), "element": line.element, "place": line.place, "what": line.what, "text": line.text}
        for line in story.lines
    ]
    return {"run": story.run, "orchestration": story.orchestration, "timeline": lines}
