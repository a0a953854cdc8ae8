"""The process that looks at plugins: it loads them, says what they supply and what is wrong with them, and ends.

Where one does not come back in time it says which one that is, and ends too.
"""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs

from orchestra_dsl.plugin.masking_print import mask_printing
from orchestra_dsl.plugin.problems import PluginProblem
from orchestra_dsl.plugin.registry import PluginInfo
from orchestra_dsl.plugin.waits import waits
from orchestra_dsl.workspace.project import Project


def look_at(told: dict[str, Any], answers_to: int) -> None:
    """Look at the plugins that are told of, and write what there is to say of them to this descriptor."""
    mask_printing()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # nobody interrupts it: what says so is a plugin's own
    says = _Says(answers_to)
    threading.Thread(target=_look_at_the_clock, args=(told["seconds"], says), daemon=True).start()
    registry = Project.load(told["project"]).registry_of(lambda info: [info.origin, info.name] in told["plugins"])
    registry.principals()
    problems = registry.check()
    says(
        plugins=[attrs.asdict(each) for each in registry.plugins if [each.origin, each.name] in told["plugins"]],
        problems=[attrs.asdict(each) for each in problems],
    )


class _Says:
    """Says one thing, and ends the process: threads that a plugin has begun keep nothing alive."""

    def __init__(self, answers_to: int) -> None:
        self._answers_to = answers_to
        self._once = threading.Lock()

    def __call__(self, **answer: Any) -> None:
        self._once.acquire()  # for good
        with os.fdopen(self._answers_to, "w", encoding="utf-8") as answers:
            json.dump(answer, answers)
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(0)


def _look_at_the_clock(seconds: float, says: _Says) -> None:
    """Say what is waited for when time is up."""
    time.sleep(seconds)
    code = waits.get(threading.main_thread().ident or 0)
    if code is not None:
        says(late={"plugin": code.origin.plugin, "doing": code.doing, "where": code.place(), "seconds": seconds})


@attrs.frozen
class Late:
    """Which plugin has not come back in time, from what, and the line that it is at."""

    plugin: str
    doing: str
    where: str | None
    seconds: float


@attrs.frozen
class Answer:
    """What it has said."""

    plugins: tuple[PluginInfo, ...]
    problems: tuple[PluginProblem, ...]


def told(project: Path, plugins: Sequence[PluginInfo], seconds: float) -> str:
    """What it is to be told."""
    wanted = [[each.origin, each.name] for each in plugins]
    return json.dumps({"path": sys.path, "project": str(project), "plugins": wanted, "seconds": seconds})


def heard(text: str) -> Answer | Late:
    """What it has said. Raises ValueError where that is no answer."""
    answer = json.loads(text)
    if "late" in answer:
        return Late(**answer["late"])
    plugins = [{**each, "supplies": tuple(map(tuple, each["supplies"]))} for each in answer["plugins"]]
    problems = [{**each, "keys": tuple(each["keys"])} for each in answer["problems"]]
    return Answer(tuple(PluginInfo(**each) for each in plugins), tuple(PluginProblem(**each) for each in problems))
