"""Ctrl-C that is given again ends the process for certain, whatever a plugin's code makes of the first."""

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from orchestra_dsl.cli.last_resort import APART
from tests.cli.project import Desk, process
from tests.patience import PATIENCE, wait_for

CATCHES = """\
import time
from pathlib import Path

while True:
    try:
        Path("begun").touch()
        time.sleep(60)
    except KeyboardInterrupt:
        pass
"""
IN_C = """\
import ctypes
from pathlib import Path

libc, lock = ctypes.CDLL(None), ctypes.create_string_buffer(64)
libc.pthread_mutex_init(lock, None)
libc.pthread_mutex_lock(lock)
Path("begun").touch()
libc.pthread_mutex_lock(lock)
"""
SAID = (
    r"Ended at once: the plugin flows\.py went on being imported \(flows\.py, line [4-9]\) though it was interrupted\."
)


def give_again(hanging: "subprocess.Popen[str]", times: int) -> tuple[str, str]:
    """Press Ctrl-C so often, each time after a while; what the process has said."""
    for _ in range(times):
        time.sleep(APART * 1.5)
        assert hanging.poll() is None, "it ended too early"
        hanging.send_signal(signal.SIGINT)
    return hanging.communicate(timeout=PATIENCE)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(CATCHES, id="that is caught"),
        pytest.param(
            IN_C,
            id="that is not heard",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="the lock that it hangs at is one of Linux"),
        ),
    ],
)
@pytest.mark.parametrize("command", [["lint"], ["run", "."]], ids=lambda command: command[0])
def test_the_second_ends_what_goes_on_after_the_first(desk: Desk, command: list[str], code: str) -> None:
    desk.write("flows.py", code)
    hanging = process(*command)
    wait_for((desk.folder / "begun").exists)
    out, err = give_again(hanging, 2)
    assert (hanging.returncode, out) == (130, "")
    assert re.fullmatch(rf"\n{SAID}\n", err), err


def test_programs_are_told_on_one_line(desk: Desk) -> None:
    desk.write("flows.py", CATCHES)
    hanging = process("plugins", "list", "--json")
    wait_for((desk.folder / "begun").exists)
    out, err = give_again(hanging, 2)
    assert (hanging.returncode, out) == (130, "")
    error = json.loads(err)["error"]
    assert (error["code"], error["exit"]) == ("interrupted", 130)
    assert re.fullmatch(SAID, error["what"]), error


PROGRAM = """\
import os, signal, sys, time
from pathlib import Path
from orchestra_dsl.cli.last_resort import last_resort

child = None
with last_resort(as_json=False):
    signal.signal(signal.SIGINT, lambda *_: None)
    if "fork" in sys.argv and not (child := os.fork()):
        for _ in range(5):
            os.kill(os.getpid(), signal.SIGINT)
        os._exit(0)
    if child:
        os.waitpid(child, 0)
    Path("begun").touch()
    while not Path("over").exists():
        time.sleep(0.01)
print("over")
"""


def program(desk: Desk, *arguments: str) -> "subprocess.Popen[str]":
    """A process that hears none of them, and goes on until there is a file `over`."""
    command = [sys.executable, "-c", PROGRAM, *arguments]
    started = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=desk.folder)
    wait_for((desk.folder / "begun").exists)
    return started


def test_the_third_ends_the_process_wherever_it_is(desk: Desk) -> None:
    hanging = program(desk)
    out, err = give_again(hanging, 3)
    assert (hanging.returncode, out, err) == (130, "", "\nEnded at once; what was stored is safe.\n")


def test_those_of_a_process_that_was_forked_are_not_counted(desk: Desk) -> None:
    waiting = program(desk, "fork")
    time.sleep(APART)
    (desk.folder / "over").touch()
    assert waiting.communicate(timeout=PATIENCE) == ("over\n", "")


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files are read from /proc, which only Linux has")
def test_nothing_is_left_of_it_when_the_command_is_done(desk: Desk) -> None:
    def open_files() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    desk.fine("lint")
    before = open_files()
    for _ in range(3):
        desk.fine("lint")
    wait_for(lambda: open_files() <= before)
    assert signal.set_wakeup_fd(-1) == -1
