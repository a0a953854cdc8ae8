"""How the time that something takes grows with its input: by ratio, so that a slow machine changes nothing."""

import gc
import time
from collections.abc import Callable


def growth(prepare: Callable[[int], Callable[[], object]], count: int) -> float:
    """How many times as long it takes for twice as much: about 2 where each asks for itself, 4 where each asks all.

    `prepare` makes the input, which is not timed. Both are tried in turn, so that what slows the machine slows both;
    the least of seven is taken, and a few milliseconds are as good as none.
    """
    once, twice = prepare(count), prepare(2 * count)
    tried = [(_seconds(once), _seconds(twice)) for _ in range(7)]
    return min(many for _, many in tried) / max(min(few for few, _ in tried), 0.004)


def _seconds(work: Callable[[], object]) -> float:
    gc.collect()
    gc.disable()  # it would go through all that other tests have left
    try:
        begun = time.process_time()
        work()
        return time.process_time() - begun
    finally:
        gc.enable()
