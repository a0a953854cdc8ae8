"""A small project to try the use cases on."""

from pathlib import Path

SOURCE = """\
record Case { id: text, owner: user }

flow classify(case: Case) -> { severity: "S1" | "S2" }

screen fix_case(case: Case) -> { resolution: text "What did you do?" }

orchestration handle(case: Case) -> { resolution: text } "Handle a case" {
  stage desk "Desk" {
    background classify = classify(case) { retry 1 times every 10ms }
    interactive fix = fix_case(case) "Fix the problem" {
      start after classify
      assign to group("Agents")
    }
  }
  end "Fixed" with { resolution: desk.fix.resolution }
}
"""

FLOWS = """\
from typing import Literal, TypedDict

from orchestra_dsl.plugin import Context, FlowError, Record, View, flow, screen


class Case(Record):
    id: str


class Classified(TypedDict):
    severity: Literal["S1", "S2"]


class Fix(TypedDict):
    resolution: str


@flow("classify")
def classify(case: Case, context: Context) -> Classified:
    if context.attempt == 1:
        raise FlowError("Busy", "come again")
    return {"severity": "S1"}


@screen("fix_case", asks=Fix)
def fix_case(case: Case) -> View:
    if case.id == "odd":
        raise ValueError("an odd case")
    return View(title=f"Case {case.id}", text="Look closely.", help={"resolution": "In one sentence."})
"""

PEOPLE = """\
[users.ann]
[users.bob]
[users.lena]

[groups]
Agents = ["ann", "bob"]
Managers = ["lena"]
"""

TOML = """\
plugins = ["flows.py"]
people = "people.toml"
administrators = ["group:Managers", "bob"]
"""


def make_project(folder: Path) -> Path:
    """Write the project's files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (
        ("handle.orch", SOURCE),
        ("flows.py", FLOWS),
        ("people.toml", PEOPLE),
        ("orchestra.toml", TOML),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return folder
