"""What names and order may not change: renaming everything, or reordering independent steps, changes no outcome."""

import re

from tests.language.play import Fails, Player

TEXT = """
record Case { id: text, status: "New" | "Working", amount: decimal, owner: user }
flow classify(case: Case) -> { severity: "S1" | "S2", score: integer }
flow enrich(account: text) -> { tier: text }
flow inform(text: text)
screen solve(case: Case) -> { solution: text, accepted: boolean }
predicate costly(case: Case) = case.amount > limit_of(case)
predicate unused_helper(case: Case) = case.amount > 5

orchestration handling(case: Case) -> { rounds: integer } {
  let doubled = case.amount * 2
  var rework: integer = 0
  stage triage {
    background sort = classify(case)
    background deepen = enrich("acct") { retry 2 times }
    background report = inform("{sort.severity} {deepen.tier}") { start after sort, deepen }
  }
  decide urgency {
    outcome high when triage.sort.severity == "S1" and doubled > 5 -> work
    otherwise { fail "not urgent" }
  }
  stage work {
    interactive fix = solve(case) { assign to case.owner }
  }
  decide verdict {
    outcome again when not work.fix.accepted and rework < 2 {
      set rework = rework + 1
      go to work
    }
    otherwise { }
  }
  end "Solved" with { rounds: rework }
}
""".replace("limit_of(case)", "3")

OWN = (
    "Case classify enrich inform solve costly unused_helper handling doubled rework triage sort deepen report urgency",
    "high work fix verdict again severity score tier solution accepted rounds case",
)


def renamed(text: str) -> str:
    """Every identifier that the source itself chooses, with another name; keywords and texts stay."""
    return re.sub(r"\b(" + "|".join(" ".join(OWN).split()) + r")\b", lambda found: f"x_{found[0][::-1]}", text)


def outcome(text: str, *, rename: bool = False) -> tuple[object, object, list[str]]:
    """Play the same story: a flow fails once, the work is sent back once."""

    def name(word: str) -> str:
        return ".".join(f"x_{part[::-1]}" if rename else part for part in word.split("."))

    player = Player(
        text,
        flows={
            name("classify"): [{name("severity"): "S1", name("score"): 3}],
            name("enrich"): [Fails("Busy"), {name("tier"): "gold"}],
            name("inform"): [{}],
        },
    )
    player.put(name("Case"), id="1", status="New", amount="10", owner="omar").start("1")
    player.complete(name("work.fix"), "omar", **{name("solution"): "a", name("accepted"): False})
    player.complete(name("work.fix"), "omar", **{name("solution"): "b", name("accepted"): True})
    assert player.summary is not None
    outputs = player.summary.outputs
    return player.ended, list(outputs.values()), [what for _, what, _ in player.notes]


def test_renaming_every_identifier_changes_no_outcome() -> None:
    assert outcome(renamed(TEXT), rename=True) == outcome(TEXT)


def test_reordering_independent_steps_changes_no_outcome() -> None:
    first, second = (
        "    background sort = classify(case)\n",
        '    background deepen = enrich("acct") { retry 2 times }\n',
    )
    other = TEXT.replace(first + second, second + first)
    assert other != TEXT
    ended, outputs, notes = outcome(other)
    assert (ended, outputs) == outcome(TEXT)[:2]
    assert sorted(notes) == sorted(outcome(TEXT)[2])
