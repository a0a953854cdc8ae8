"""Declarations that the tests of the language share."""

DECLARATIONS = """
record Case {
  id: text
  status: "New" | "Working" | "Closed"
  amount: decimal
  owner: user
  team: group?
}
flow check(case: Case) -> { ok: boolean, score: integer }
flow pay(case: Case, amount: decimal) -> { receipt: text }
flow tell(text: text)
screen look(case: Case) -> { fine: boolean, note: text? }
event paid { order: text, amount: decimal }
event called { by: user }
predicate quiet(case: Case)
predicate large(case: Case) = case.amount > 1000
"""

CASE = {"id": "1", "status": "New", "amount": "10", "owner": "omar"}


def orchestration(body: str) -> str:
    """A source with one orchestration over a case, with this body."""
    return f"{DECLARATIONS}\norchestration process(case: Case) -> {{ total: integer? }} {{\n{body}\n}}\n"
