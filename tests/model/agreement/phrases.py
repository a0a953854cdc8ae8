"""Conditions and values for the sources that are made at random, as texts."""

from collections.abc import Callable, Sequence
from typing import Any

from attrs import Factory, define

Choose = Callable[[Sequence[Any]], Any]
"""Draws one of several things."""
Streams = Callable[[str], Choose]
"""What draws for a form, by its name: what one form draws changes nothing of what others do."""

DECLARATIONS = """
record Case {
  id: text
  status: "New" | "Open" | "Done"
  amount: decimal
  due: datetime
  owner: user
  team: group?
  people: list<user>
  number: integer
  day: date
  took: duration
  more: json?
  place: queue
  box: { a: integer, b: text? }
}
flow f(n: integer, s: text) -> { n: integer, ok: boolean }
flow g(who: user, more: integer = 1) -> { n: integer? }
flow back(n: integer) writes Case.more
screen ask(n: integer, case: Case) -> { n: integer, note: text? }
screen look(who: user) -> { ok: boolean }
event paid { n: integer }
event rang { who: user, at: datetime }
predicate quiet(case: Case)
predicate small(n: integer)
predicate rich(case: Case, least: decimal) = case.amount > least
calendar office {
  zone "Europe/Berlin"
  open mon to fri 09:00 to 17:00
  closed "2026-01-06"
}
orchestration other(n: integer, more: boolean = false) -> { n: integer } {
  end "Fine" with { n: n + 1 }
}
"""


@define
class Phrases:
    """What can be said at a place: `outputs` are the paths of steps before it, with `one` value or `many`."""

    choose: Choose
    outputs: list[tuple[str, str]] = Factory(list)
    outcomes: list[str] = Factory(list)

    def some(self, one_in: int) -> bool:
        """Once in so many times."""
        return bool(self.choose(range(one_in)) == 0)

    def condition(self) -> str:
        """A condition, sometimes of two parts."""
        if self.some(4):
            return f"{self._plain()} {self.choose(['and', 'or'])} {self._plain()}"
        return f"not ({self._plain()})" if self.some(10) else self._plain()

    def _plain(self) -> str:
        options = [
            'case.status == "Open"',
            'case.status != "New"',
            "case.number > 1",
            "case.amount * 2 >= 3",
            "rich(case, 1.5)",
            "quiet(case)",
            "small(case.number)",
            "now >= case.due",
            "now < case.due",
            "now > run.started_at + 60s",
            "count(case.people) > 1",
            'any(case.people, q => q == user("ann"))',
            '(find(Case, "2"))?.number == 2',
            "n > 1",
            "double > 2",
            "case.owner in case.people",
            "case.number - 1 <= 1",
            "-case.number < -1",
            'case.status not in ["New", "Done"]',
            'all(case.people, q => q != user("eve"))',
            "case.people[0] == case.owner",
            "(max(map(case.people, q => case.number)) ?? 0) > (min(case.people, q => 2) ?? 1)",
            "count(filter(case.people, q => q != case.owner)) > 1",
            "year(case.day) > 2025 and case.took > 60s",
            "case.box.a > 1",
            "case.box.b == case.status",
            'state(a) == "completed"',
            'state(a.ax) != "completed"',
            'original(case).status == "New"',
            "original(case).number < case.number",
        ]
        for path, kind in 2 * self.outputs[-4:]:
            options += [f"({path}.n ?? 0) > 1", f"{path}.n == null"] if kind == "one" else [f"count({path}) > 1"]
        options += [f"visited({each})" for each in self.outcomes]
        return str(self.choose(options))

    def integer(self) -> str:
        """A number."""
        options = ["1", "n", "case.number", "n + 1", "double", "count(case.people)", "10 / 4 > 2"][:6]
        options += [f"({path}.n ?? 7)" for path, kind in self.outputs[-4:] if kind == "one"]
        return str(self.choose(options))

    def text(self) -> str:
        """A text."""
        options = [
            '"New"',
            "case.status",
            '"no {n}: {case.amount / 3} of {case.owner}"',
            '"{case.due} {case.number} {n > 1} {90s} {case.day} {case.took} {case.place} {true}"',
            'join(map(case.people, q => "{q}"), "-")',
            'if n > 1 then "many" else upper(case.status)',
            '"{round(case.amount * 0.333, 2)} {sum(map(case.people, q => 2))}"',
        ]
        return str(self.choose(options))

    def words(self) -> str:
        """A text in quotation marks."""
        return str(self.choose(['"Hello"', '"no {n}: {case.amount / 3} of {case.owner}"', '"{case.due} {double}"']))

    def people(self) -> str:
        """Somebody, or nobody."""
        options = [
            'user("ann")',
            "case.owner",
            "case.people",
            'group("Agents")',
            'group("Empty")',
            "case.team",
            "manager(case.owner)",
            "case.place",
            '[user("bob"), group("Agents")]',
            'members(group("Agents"))',
        ]
        return str(self.choose(options))

    def duration(self) -> str:
        """Some time."""
        return str(self.choose(["30s", "60s", "90s", "2h", "1 business days"][:4]))
