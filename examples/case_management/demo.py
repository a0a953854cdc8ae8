"""The main job, shown with the command line alone: `make demo`.

The source is checked and its scenarios are played. Then a case record is written, which starts a run: the CRM's flows
are called, and one fails twice and is tried again. People finish their work items, as answers.toml says; a refund is
refused, so what was done is undone and the case is fixed once more; a second refund is approved by two people. The
closed case is audited three days later, and the run ends when the payment is in.

All flows are really called. Only the waiting is skipped: the clock moves on to the next instant at which something is
due. Everything that is stored lies in a temporary folder.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent


def main() -> int:
    """Run the demo; 0 when the case ended as it should."""
    with tempfile.TemporaryDirectory(prefix="orchestra-demo-") as folder:
        os.environ["ORCHESTRA_PROJECT"] = os.path.relpath(PROJECT)
        os.environ["ORCHESTRA_CRM_FILE"] = str(Path(folder) / "crm.db")
        return show(str(Path(folder) / "demo.orchestra"))


def show(store: str) -> int:
    """Show it, command by command."""
    project = os.environ["ORCHESTRA_PROJECT"]
    case, answers = f"{project}/case.json", f"{project}/answers.toml"
    say("The process is text. It is checked before anything runs, and so are its scenarios:")
    orchestra("lint", project)
    orchestra("test", project)
    say("A critical case comes in. Writing its record starts a run, which is stored:")
    orchestra("record", "put", "Case", case, "--store", store)
    say("The customer pays at once. The run does not wait for that yet, but keeps it for seven days:")
    payment = ("--with", "order=5001", "--with", "amount=20000")
    orchestra("event", "send", "payment_received", *payment, "--store", store)
    say("A worker calls the flows, and people answer from a file. Minutes and days of waiting are skipped:")
    orchestra("run", project, "--answers", answers, "--until-idle", "--fast-forward", "30d", "--store", store)
    say("What became of it:")
    orchestra("runs", "list", "--store", store)
    runs = json.loads(orchestra("runs", "list", "--json", "--store", store, silent=True))["runs"]
    outcomes = {run["orchestration"]: run["outcome"] for run in runs}
    if outcomes != {"case_management": "Paid", "audit": "Audited"}:
        say(f"The runs should have ended as Paid and Audited, and are {runs}.")
        return 1
    return 0


def orchestra(*arguments: str, silent: bool = False) -> str:
    """Run `orchestra` as a person would, after showing the command. A command that fails ends the demo."""
    if not silent:
        print(f"$ orchestra {' '.join(arguments)}", flush=True)
    done = subprocess.run(  # noqa: S603 - the demo names the command itself
        [sys.executable, "-m", "orchestra_dsl", *arguments],
        stdin=subprocess.DEVNULL,
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
