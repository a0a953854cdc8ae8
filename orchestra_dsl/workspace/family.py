"""A run and the runs that are its steps, and theirs, followed together: who follows a run sees all that it does."""

from collections.abc import Mapping

from orchestra_dsl.runtime.counters.work_item import WorkItem
from orchestra_dsl.workspace.following import Followed, Follower
from orchestra_dsl.workspace.timeline import Line


class Family:
    """The run `root` with its children."""

    def __init__(self, follower: Follower, run: str) -> None:
        self.root = Followed(run)
        self._follower = follower
        self._followed = {run: self.root}

    def news(self) -> list[tuple[str, Line]]:
        """What has happened to each run since it was last asked for, in the order of time."""
        found: list[tuple[str, Line]] = []
        for run in self._follower.family(self.root.run):
            followed = self._followed.setdefault(run, Followed(run))
            if followed is self.root or not followed.ended:
                found += [(run, line) for line in self._follower.news(followed)]
        return sorted(found, key=lambda each: each[1].at)

    def open_work(self) -> list[WorkItem]:
        """The work items that somebody may complete now."""
        return [item for run in self._follower.family(self.root.run) for item in self._follower.open_work(run)]

    def completed(self, run: str) -> Mapping[str, int]:
        """How often each step of a run has been completed, as far as it has been followed."""
        return self._followed.setdefault(run, Followed(run)).completed
