"""Forks of a process in which everything is loaded: each does one thing, writes down what came of it, and ends."""

import os
import resource
import shutil
import signal
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import attrs
import msgspec

MOST_MEMORY = 6 << 30  # an endless loop that gathers something ends by this, too
LARGEST_FILE = 1 << 30
PAUSE = 0.01

Work = Callable[[Callable[[Any], None]], None]


@attrs.define
class Child:
    """One that is at work, in a folder of its own."""

    about: Any
    pid: int
    folder: Path
    until: float

    @property
    def answer(self) -> Path:
        """Where it writes what came of it."""
        return self.folder / "answer"


@attrs.define
class Pool:
    """As many as are to be at work at once."""

    size: int
    say: Callable[[str], None]
    working: list[Child] = attrs.field(factory=list)

    def start(self, about: Any, work: Work, seconds: float) -> None:
        """Have `work` done in a fork, which is ended after so many seconds; the last that it reports is its answer."""
        folder = Path(tempfile.mkdtemp(prefix="mutants-"))
        pid = os.fork()
        if pid == 0:
            _be_a_child(folder, work)
        self.working.append(Child(about, pid, folder, time.monotonic() + seconds))

    def is_full(self) -> bool:
        """Whether one has to end before the next may begin."""
        return len(self.working) >= self.size

    def ended(self) -> Iterator[tuple[Any, Any]]:
        """What each was about, and its answer (None from one that did not come to it); waits for the first."""
        while self.working:
            done = [each for each in self.working if _has_ended(each)]
            self.working = [each for each in self.working if each not in done]
            for each in done:
                error = each.folder / "error"
                if error.exists():
                    self.say(f"{each.about}: {error.read_text(encoding='utf-8')}")
                yield each.about, _answer(each)
            if done:
                return
            time.sleep(PAUSE)

    def stop(self) -> None:
        """End all that are at work."""
        for each in self.working:
            _end(each.pid)
            os.waitpid(each.pid, 0)
            shutil.rmtree(each.folder, ignore_errors=True)
        self.working.clear()


def _be_a_child(folder: Path, work: Work) -> None:
    """Never returns: whatever happens in the fork, it does not go on with what its parent does."""
    code = 1
    try:
        os.setpgid(0, 0)
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
        for signal_number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM, signal.SIGPROF):
            signal.signal(signal_number, signal.SIG_DFL)
        temporary = folder / "tmp"
        temporary.mkdir()
        os.environ.update(
            TMPDIR=str(temporary), PYTEST_DEBUG_TEMPROOT=str(temporary), ORCHESTRA_CACHE=f"{folder}/cache"
        )
        tempfile.tempdir = None
        work(partial(_write, folder / "answer"))
        code = 0
    except Exception:  # noqa: BLE001 - told by the parent; nothing may leave the fork
        (folder / "error").write_text(traceback.format_exc(), encoding="utf-8")
    finally:
        os._exit(code)


def _write(path: Path, answer: Any) -> None:
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_bytes(msgspec.msgpack.encode(answer))
    unfinished.rename(path)


def _has_ended(child: Child) -> bool:
    if time.monotonic() > child.until:
        _end(child.pid)
    pid, _ = os.waitpid(child.pid, os.WNOHANG)
    return pid != 0


def _answer(child: Child) -> Any:
    _end(child.pid)  # processes that a test has left behind
    found = msgspec.msgpack.decode(child.answer.read_bytes()) if child.answer.exists() else None
    shutil.rmtree(child.folder, ignore_errors=True)
    return found


def _end(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
