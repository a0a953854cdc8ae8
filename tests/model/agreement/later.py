"""Clauses of forms that the sources have not had from the first. Each is drawn from a stream of its own."""

from tests.model.agreement.phrases import Choose, Streams


def _some(choose: Choose, one_in: int) -> bool:
    return bool(choose(range(one_in)) == 0)


def of_stage(streams: Streams) -> list[str]:
    """Clauses of a stage."""
    return ["one at a time"] if _some(streams("one at a time"), 4) else []
