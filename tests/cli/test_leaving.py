"""A thread that a plugin has begun keeps the process when the command is done: it is named, and Ctrl-C ends it."""

import signal
import subprocess
import sys

from tests.cli.project import Desk, process
from tests.patience import PATIENCE

BEGINS = """\
import threading
import time

def measure():
    while True:
        time.sleep(0.01)

threading.Thread(target=measure, name="metrics", daemon={}).start()
"""
SOON = (
    "import sys; from orchestra_dsl.cli import leaving; from orchestra_dsl.__main__ import main; "
    "leaving.PATIENCE = 0.01; sys.exit(main())"
)
THREAD = "the thread metrics of a plugin (flows.py, line "


def test_it_is_named_and_ctrl_c_ends_the_process(desk: Desk) -> None:
    desk.write("flows.py", BEGINS.format("False"))
    command = [sys.executable, "-c", SOON, "plugins", "list"]
    kept = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert kept.stderr is not None
    said = kept.stderr.readline()
    assert said.startswith(f"The command is done, and its process waits for {THREAD}"), said
    assert said.endswith("Ctrl-C ends it; a thread that is to end with the command is begun with daemon=True.\n"), said
    kept.send_signal(signal.SIGINT)
    out, err = kept.communicate(timeout=PATIENCE)
    assert (kept.returncode, "flows.py (local)" in out) == (130, True)
    assert err.startswith(f"\nInterrupted while the process waited for {THREAD}"), err
    assert "Traceback" not in err


AT_THE_END = """\
import atexit
import time

@atexit.register
def hang():
    while True:
        time.sleep(0.01)
"""


def test_what_hangs_at_the_end_of_the_process_is_named_too(desk: Desk) -> None:
    desk.write("flows.py", AT_THE_END)
    command = [sys.executable, "-c", SOON, "plugins", "list"]
    kept = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert kept.stderr is not None
    said = kept.stderr.readline()
    assert "its process waits for what a plugin does at its end (flows.py, line " in said, said
    kept.send_signal(signal.SIGINT)
    _, err = kept.communicate(timeout=PATIENCE)
    assert kept.returncode == 130
    assert err.startswith("\nInterrupted while the process waited for what a plugin does at its end (flows.py, line ")


def test_one_that_ends_with_the_process_is_not_waited_for(desk: Desk) -> None:
    desk.write("flows.py", BEGINS.format("True"))
    done = process("plugins", "list")
    _, err = done.communicate(timeout=PATIENCE)
    assert (done.returncode, err) == (0, "")


def test_idle_threads_of_a_pool_end_by_themselves(desk: Desk) -> None:
    pool = (
        "from concurrent.futures import ThreadPoolExecutor\npool = ThreadPoolExecutor(2)\npool.submit(print, 'one')\n"
    )
    desk.write("flows.py", pool)
    done = process("plugins", "list", "--json")
    _, err = done.communicate(timeout=PATIENCE)
    assert (done.returncode, err) == (0, "one\n")
