"""The main job, shown with the command line alone: `make demo`.

A case record is written, which starts a run. Flows run side by side, and one fails twice and is tried again. The
customer wants to be left alone for two seconds, so the run waits. People finish their work items, as answers.toml
says; one fix is sent back and reworked, a refund is approved and paid, and the case ends.

Everything that is stored lies in a temporary folder.
"""

import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

PROJECT = Path(__file__).resolve().parent
QUIET = timedelta(seconds=2)


def main() -> int:
    """Run the demo; 0 when the case ended as it should."""
    with tempfile.TemporaryDirectory(prefix="orchestra-demo-") as folder:
        store = str(Path(folder) / "demo.orchestra")
        os.environ["ORCHESTRA_PROJECT"] = os.path.relpath(PROJECT)
        os.environ["ORCHESTRA_CRM_FILE"] = str(Path(folder) / "crm.db")
        return show(store)


def show(store: str) -> int:
    """Show it, command by command."""
    project, answers = os.environ["ORCHESTRA_PROJECT"], os.path.relpath(PROJECT / "answers.toml")
    say("The process is text. It is checked before anything runs:")
    orchestra("lint", project)
    say("A critical case comes in. Writing its record starts a run, which is stored:")
    orchestra("record", "put", "Case", "-", "--store", store, given=new_case())
    say("A worker calls the flows and keeps time; people answer from a file:")
    orchestra("run", project, "--answers", answers, "--until-idle", "--store", store)
    say("What became of it:")
    orchestra("runs", "list", "--store", store)
    orchestra("record", "get", "Case", "5001", "--store", store)
    (run,) = json.loads(orchestra("runs", "list", "--json", "--store", store, silent=True))["runs"]
    if run["outcome"] != "Resolved":
        say(f"The run should have ended as Resolved, and is {run['status']} ({run['outcome']}).")
        return 1
    say(f"The case was reworked {run['outputs']['rounds']} time, and {run['outputs']['refunded']} were refunded.")
    return 0


def new_case() -> str:
    """The record of the case, as JSON; its customer wants to be left alone for a moment."""
    case = json.loads((PROJECT / "case.json").read_text(encoding="utf-8"))
    return json.dumps({**case, "quiet_until": (datetime.now(UTC) + QUIET).isoformat(timespec="milliseconds")})


def orchestra(*arguments: str, given: str | None = None, silent: bool = False) -> str:
    """Run `orchestra` as a person would, after showing the command. A command that fails ends the demo."""
    if not silent:
        print(f"$ orchestra {' '.join(arguments)}", flush=True)
    done = subprocess.run(  # noqa: S603 - the demo names the command itself
        [sys.executable, "-m", "orchestra_dsl", *arguments],
        input=given or "",
        stdout=subprocess.PIPE if silent else None,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise SystemExit(f"`orchestra {arguments[0]}` ended with {done.returncode}.")
    return done.stdout or ""


def say(words: str) -> None:
    """Say what comes next."""
    print(f"\n{words}\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
