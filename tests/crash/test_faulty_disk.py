"""A disk that fails now and then, for a while, or for good: nothing acknowledged is lost, nothing is done twice.

A real process works on the store meanwhile. It is told of the trouble, goes on or ends, and once the disk is in order
(or another process is started) everything comes to the end that it comes to without a fault.
"""

import json
import os
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.crash.checks import Aftermath
from tests.crash.clerk import noted, own
from tests.crash.faulty import GAVE_UP
from tests.crash.stores import open_engine
from tests.crash.strace import Fault, injected, strace_or_skip
from tests.crash.taken_out import WITHOUT
from tests.house.checkout import ROOT
from tests.patience import PATIENCE

CASES = 4
KINDS = {"EIO": "disk", "ENOSPC": "full"}
HINTS = {
    "disk": "Look at the disk and the system's log, then try again",
    "full": "Make room on the disk, then try again",
}

DIED = -9
ROUNDS = 40
SEED = "ORCHESTRA_CRASH_SEED"

PASSING = [Fault("write", "EIO", "7+97"), Fault("sync", "EIO", "3+4"), Fault("write", "ENOSPC", "12..60")]
LASTING = [Fault("sync", "EIO", "16+"), Fault("write", "ENOSPC", "20+")]
OF_THE_FIRST_PUT, OF_THE_FIRST_START = 2, 4
"""Which of the syncs are those of these acts: before them there is one of the log's head."""


@pytest.fixture(scope="module")
def strace() -> str:
    """The program that lets system calls fail."""
    return strace_or_skip()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """What comes of the same cases on a disk that is in order."""
    folder = tmp_path_factory.mktemp("undisturbed")
    assert _process(folder) == 0
    return _come_to(folder)


def _process(
    folder: Path, before: list[str] | None = None, *, tellings: int = 0, last: str = "end", without: str | None = None
) -> int:
    """A process works until every run has ended, or it was told so often; its status."""
    words = map(str, (folder, CASES, tellings, last))
    command = [*(before or []), sys.executable, "-m", "tests.crash.faulty", *words]
    env = {**os.environ} | ({WITHOUT: without} if without else {})
    with (folder / "log").open("a", encoding="utf-8") as log:
        done = subprocess.run(command, cwd=ROOT, stdout=log, stderr=log, env=env, timeout=2 * PATIENCE, check=False)
    return done.returncode


def _with_fault(strace: str, folder: Path, fault: Fault, **more: object) -> int:
    """The same, on a store whose disk has this fault."""
    open_engine(folder / "store.db").close()
    status = _process(folder, fault.command(strace, folder / "store.db", folder / "strace"), **more)  # type: ignore[arg-type]  # by name
    assert injected(folder / "strace") > 0, "nothing has failed"
    return status


def _check_told(folder: Path, fault: Fault) -> None:
    """Whoever waited was told clearly, and so was the log: what the trouble is, where, and what to do."""
    told = [json.loads(line) for line in (folder / "told").read_text(encoding="utf-8").splitlines()]
    assert {kind for kind, _ in told} == {KINDS[fault.error]}
    for kind, message in told:
        assert str(folder / "store.db") in message
        assert HINTS[kind] in message
    assert (folder / "log").read_text(encoding="utf-8") == ""


def _come_to(folder: Path) -> SimpleNamespace:
    """What there is in the end, once everything about the store is found to be in order."""
    after = Aftermath(folder)
    try:
        results = after.results()
        assert after.missing() == []
        assert after.leftovers() == {}
        after.check_store()
        return SimpleNamespace(results=results, effects=after.effects(), repeated=after.repeated())
    finally:
        after.close()


def _check_same(folder: Path, undisturbed: SimpleNamespace) -> None:
    found = _come_to(folder)
    assert found.results == undisturbed.results
    assert found.effects == undisturbed.effects


@pytest.mark.parametrize("fault", PASSING, ids=str)
def test_a_process_goes_on_after_a_fault_that_passes(
    fault: Fault, strace: str, tmp_path: Path, undisturbed: SimpleNamespace
) -> None:
    assert _with_fault(strace, tmp_path, fault) == 0, (tmp_path / "log").read_text(encoding="utf-8")
    _check_told(tmp_path, fault)
    _check_same(tmp_path, undisturbed)
    assert _come_to(tmp_path).repeated == 0, "a flow was called again, though its process has not ended"


@pytest.mark.parametrize("fault", LASTING, ids=str)
def test_a_process_ends_cleanly_on_a_disk_that_fails_for_good_and_the_next_one_goes_on(
    fault: Fault, strace: str, tmp_path: Path, undisturbed: SimpleNamespace
) -> None:
    status = _with_fault(strace, tmp_path, fault, tellings=3)
    assert status == GAVE_UP, (tmp_path / "log").read_text(encoding="utf-8")
    _check_told(tmp_path, fault)
    assert _process(tmp_path) == 0, (tmp_path / "log").read_text(encoding="utf-8")
    _check_same(tmp_path, undisturbed)


def _with_failed_sync(strace: str, folder: Path, sync: int) -> list[str]:
    """The process dies right after it was told that this sync has failed; the acts that are there all the same.

    They were not acknowledged. SQLite had written them, and what it finds in its log after a crash it takes for done.
    """
    folder.mkdir()
    fault = Fault("sync", "EIO", str(sync))
    assert _with_fault(strace, folder, fault, tellings=1, last="die") == DIED
    _check_told(folder, fault)
    open_engine(folder / "store.db").close()
    with closing(sqlite3.connect(folder / "store.db")) as connection:
        return sorted({own(name) for (name,) in connection.execute("SELECT id FROM applied")} - noted(folder).keys())


@pytest.mark.stress
def test_a_process_goes_on_after_any_faults(strace: str, tmp_path: Path, undisturbed: SimpleNamespace) -> None:
    """As above, with faults at random: once, each n-th time, for a while, now and then until the process gives up."""
    seed = os.environ.get(SEED) or str(random.SystemRandom().randrange(1_000_000))
    print(f"{SEED}={seed}")  # noqa: T201 - pytest shows it when the test fails
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    for number in range(ROUNDS):
        folder = tmp_path / str(number)
        folder.mkdir()
        first = chance.randint(1, 15)  # it comes by so many in any case
        every, until = chance.randint(80, 200), first + chance.randint(1, 60)
        way, error = chance.choice([("write", "EIO"), ("write", "ENOSPC"), ("sync", "EIO")])
        fault = Fault(way, error, chance.choice([f"{first}", f"{first}+{every}", f"{first}..{until}", f"{first}+"]))
        print(f"round {number}: {fault}")  # noqa: T201 - pytest shows it when the test fails
        last = chance.choice(["end", "die"])
        _with_fault(strace, folder, fault, tellings=chance.randint(1, 20), last=last)
        assert _process(folder) == 0
        _check_same(folder, undisturbed)


@pytest.mark.parametrize("sync", [OF_THE_FIRST_PUT, OF_THE_FIRST_START])
def test_an_act_that_failed_and_is_there_after_a_crash_is_done_once(
    sync: int, strace: str, tmp_path: Path, undisturbed: SimpleNamespace
) -> None:
    assert _with_failed_sync(strace, tmp_path / "crash", sync) != []
    assert _process(tmp_path / "crash") == 0
    _check_same(tmp_path / "crash", undisturbed)


def test_a_store_that_cannot_be_made_for_a_while_is_made_afterwards(
    strace: str, tmp_path: Path, undisturbed: SimpleNamespace
) -> None:
    fault = Fault("write", "EIO", "1..60")
    assert _process(tmp_path, fault.command(strace, tmp_path / "store.db", tmp_path / "strace")) == 0
    assert injected(tmp_path / "strace") > 1
    _check_told(tmp_path, fault)
    _check_same(tmp_path, undisturbed)


# --- whether these tests notice ------------------------------------------------------------------------------------


def test_they_notice_an_act_that_was_acknowledged_though_its_commit_failed(strace: str, tmp_path: Path) -> None:
    fault = Fault("write", "EIO", "9+")
    _with_fault(strace, tmp_path, fault, tellings=1, without="failure of commits")
    after = Aftermath(tmp_path)
    assert after.missing() != []
    after.close()


def test_they_notice_an_act_that_is_done_twice(strace: str, tmp_path: Path) -> None:
    assert _with_failed_sync(strace, tmp_path / "crash", OF_THE_FIRST_START) == ["start/1"]
    _process(tmp_path / "crash", without="names of acts")
    with pytest.raises(AssertionError, match="a case has two runs"):
        _come_to(tmp_path / "crash")


def test_they_notice_a_flow_that_is_called_again_for_want_of_its_answer(strace: str, tmp_path: Path) -> None:
    assert _with_fault(strace, tmp_path, Fault("sync", "EIO", "12..30"), without="keeping of answers") == 0
    assert _come_to(tmp_path).repeated > 0


def test_strace_that_is_missing_is_told_and_never_passed_over_in_ci(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="strace is not installed, so no faults of the disk can be tried"):
        strace_or_skip()
    (tmp_path / "strace").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    (tmp_path / "strace").chmod(0o755)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="strace may not trace processes here"):
        strace_or_skip()
