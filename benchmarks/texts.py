"""Texts of any length to be read: the example again and again, and for peers the like of it in their languages."""

import re
import shutil
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "examples" / "case_management"
_DECLARED = re.compile(r"^(?:record|screen|predicate|event|calendar|orchestration) (\w+)", re.MULTILINE)

PYTHON = '''
class Case_{n}:
    """A support case."""

    number: str
    priority: str = "High"

    def triage(self, team: str, due: int = 3 * 24) -> Stage | None:
        found = crm.classify(
            self,
            account=self.account,
            amount={n},
        )
        if found.severity == "S1":
            return resolve(self, team or queue("Support"))
        # nobody has looked at it yet
        if not found.known and self.amount > 10_000:
            return manual_triage(self, due=due)
        tags = ["vip", "emea", "case_{n}"]
        return None if self.count < 3 else close(self, tags)

'''

HCL = """
stage "triage_{n}" {{
  # nobody has looked at it yet
  start = case.priority == "High" && case.amount > {n}
  background "classify" {{
    flow  = "crm.classify"
    input = {{ account = case.account, amount = {n}, tags = ["vip", "emea"] }}
  }}
  interactive "look" {{
    assign = "queue:Support"
    due    = 3 * 24
  }}
  finish = !case.done || case.count < 3
}}
"""

YAML = """
triage_{n}:
  # nobody has looked at it yet
  start: case.priority == "High" and case.amount > {n}
  background:
    - name: classify
      flow: crm.classify
      input: {{ account: case.account, amount: {n}, tags: ["vip", "emea"] }}
  interactive:
    - name: look
      assign: "queue:Support"
      due: 72
  finish: not case.done or case.count < 3
"""


def filled(template: str, lines: int) -> str:
    """Repeat a template to so many lines."""
    count = max(1, round(lines / template.count("\n")))
    return "".join(template.format(n=number) for number in range(count))


def orchestra(lines: int) -> str:
    """The example, with what it declares called by other names each time, to so many lines."""
    text = (EXAMPLE / "case_management.orch").read_text(encoding="utf-8")
    count = max(1, round(lines / text.count("\n")))
    return "\n".join(renamed(text, number) for number in range(count))


def renamed(text: str, number: int) -> str:
    """The text with a number behind all names that it declares."""
    names = "|".join(_DECLARED.findall(text))
    return re.sub(rf"\b({names})\b", rf"\1_{number}", text)


def project(folder: Path, files: int) -> int:
    """Write a project of so many sources of about 100 lines, every other one with an import; return its lines."""
    common = (EXAMPLE / "crm.orch").read_text(encoding="utf-8").split("##")[1]
    common = common[common.index("\n") :]
    body = (EXAMPLE / "case_management.orch").read_text(encoding="utf-8").split("\nscenario")[0]
    body = body.replace('import "crm.orch"\n', "").replace("run audit(case)", "crm.classify(case)")
    body = body.replace("customer_quiet(case: Case)", 'customer_quiet(case: Case) = "quiet" in case.tags')
    (folder / "common.orch").write_text(common, encoding="utf-8")
    settings = 'people = "people.toml"\n[channels]\nemail = "console"\nslack = "console"\n'
    (folder / "orchestra.toml").write_text(settings, encoding="utf-8")
    shutil.copy(EXAMPLE / "people.toml", folder)
    lines = common.count("\n")
    unused = "  let refund_limit = 500\n  var rework: integer = 0\n"
    short = (
        body.replace(unused, "").split("  stage resolve")[0].replace("-> resolve", "-> manual_triage")
        + '  end "Looked at"\n}'
    )
    for number in range(files - 1):
        head, rest = ('import "common.orch"\n', short) if number % 2 else (common, body)
        text = f"{head}{renamed(rest, number)}\n"
        (folder / f"process_{number:04}.orch").write_text(text, encoding="utf-8")
        lines += text.count("\n")
    return lines
