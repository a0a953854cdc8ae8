"""Clauses of forms that the sources have not had from the first. Each is drawn from a stream of its own."""

from tests.model.agreement.phrases import Choose, Streams

LOCKS = ("press", "press {n}", "press {case.status}", "{case.owner}")


def _some(choose: Choose, one_in: int) -> bool:
    return bool(choose(range(one_in)) == 0)


def of_stage(streams: Streams) -> list[str]:
    """Clauses of a stage."""
    return [*_one_at_a_time(streams("one at a time")), *_lock(streams("lock"))]


def _one_at_a_time(choose: Choose) -> list[str]:
    return ["one at a time"] if _some(choose, 4) else []


def _lock(choose: Choose) -> list[str]:
    return [f'lock "{choose(LOCKS)}"'] if _some(choose, 4) else []


def of_people(streams: Streams, done_by: list[str]) -> list[str]:
    """Clauses of an interactive step, beside steps of which it can be read who has done them."""
    choose = streams("exclude who did it")
    return [f"exclude {choose(done_by)}.completed_by"] if done_by and _some(choose, 2) else []


def of_list(streams: Streams) -> list[str]:
    """Clauses of a step with `for each`."""
    return ["may add"] if _some(streams("may add"), 2) else []
