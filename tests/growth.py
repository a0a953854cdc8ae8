"""How the time that something takes grows with its input: by ratio, so that a slow machine changes nothing."""

import time
from collections.abc import Callable


def growth(prepare: Callable[[int], Callable[[], object]], count: int) -> float:
    """How many times as long it takes for twice as much: about 2 where each asks for itself, 4 where each asks all.

    `prepare` makes the input, which is not timed. The least of three is taken, and a few milliseconds are as good as
    none.
    """
    few, many = (_seconds(prepare(each)) for each in (count, 2 * count))
    return many / max(few, 0.004)


def _seconds(work: Callable[[], object]) -> float:
    taken: list[float] = []
    for _ in range(3):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return min(taken)
