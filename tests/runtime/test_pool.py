"""Threads for flows: as many as wait, and few that compute."""

import itertools
import threading

from orchestra_dsl.runtime.threads.pool import Pool
from tests.patience import PATIENCE, wait_for


class Crowd:
    """Jobs that wait until they are let go; `inside` counts them."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._let = threading.Event()
        self.inside = 0
        self.done = 0

    def job(self) -> None:
        """Wait to be let go."""
        with self._guard:
            self.inside += 1
        assert self._let.wait(PATIENCE)
        with self._guard:
            self.done += 1

    def let(self) -> None:
        """Let all go."""
        self._let.set()


def test_jobs_that_wait_get_more_threads() -> None:
    pool, crowd = Pool("test", 2, most=50), Crowd()
    pool.growth.computed = lambda: 0.0
    for _ in range(60):
        pool.submit(crowd.job)
    wait_for(lambda: crowd.inside == 50)
    crowd.let()
    wait_for(lambda: crowd.done == 60)
    pool.close()


def test_jobs_that_compute_get_no_more_threads() -> None:
    pool, crowd, looks = Pool("test", 2, most=50), Crowd(), itertools.count()
    seen: list[int] = []

    def busy() -> float:
        """As many seconds have been computed as have passed."""
        seen.append(next(looks))
        return pool.growth.passed()

    pool.growth.computed = busy
    for _ in range(60):
        pool.submit(crowd.job)
    wait_for(lambda: len(seen) > 10)
    assert crowd.inside == 2
    pool.growth.computed = lambda: 0.0
    wait_for(lambda: crowd.inside == 50)
    crowd.let()
    wait_for(lambda: crowd.done == 60)
    pool.close()


def test_jobs_that_compute_get_some_more_threads_one_by_one() -> None:
    pool, crowd = Pool("slow", 6, begin=2, most=50), Crowd()
    pool.growth.computed = pool.growth.passed
    for _ in range(60):
        pool.submit(crowd.job)
    wait_for(lambda: crowd.inside == 6)
    seen: list[float] = []

    def busy() -> float:
        seen.append(pool.growth.passed())
        return seen[-1]

    pool.growth.computed = busy
    wait_for(lambda: len(seen) > 10)
    assert crowd.inside == 6
    crowd.let()
    wait_for(lambda: crowd.done == 60)
    pool.close()


def test_nobody_looks_where_nothing_queues() -> None:
    pool, crowd = Pool("calm", 5, most=50), Crowd()
    pool.growth.computed = lambda: 0.0
    for _ in range(5):
        pool.submit(crowd.job)
    wait_for(lambda: crowd.inside == 5)
    assert not any(thread.name == "calm-growth" for thread in threading.enumerate())
    for _ in range(5):
        pool.submit(crowd.job)
    wait_for(lambda: crowd.inside == 10)
    wait_for(lambda: not any(thread.name == "calm-growth" for thread in threading.enumerate()))
    crowd.let()
    pool.close()


def test_a_pool_without_more_stays_as_it_is() -> None:
    pool, crowd = Pool("small", 2), Crowd()
    for _ in range(6):
        pool.submit(crowd.job)
    wait_for(lambda: crowd.inside == 2)
    assert not any(thread.name == "small-growth" for thread in threading.enumerate())
    crowd.let()
    wait_for(lambda: crowd.done == 6)
    pool.close()
