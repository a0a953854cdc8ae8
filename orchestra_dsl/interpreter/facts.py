"""Facts: what a step may ask about the world outside, by key. The runtime answers; the interpreter never looks.

| key | answer (stored form) |
| --- | --- |
| `("record", type, id)` | the record's fields that the graph reads, by name; None when there is no such record |
| `("member", user, principal)` | whether `user:ann` belongs to `group:Agents` or `queue:Triage` |
| `("known", principal)` | whether the directory knows (and holds active) this user, group or queue |
| `("someone", principal, excluded)` | whether the group or queue has an active member not among the tuple `excluded` |
| `("members", principal)` | the users of a group or queue, sorted; their number where they are over `MOST_MEMBERS` |
| `("manager", user)` | the user's manager, or None |
| `("stands in for", user, instant)` | the people in whose place the user may act then, the nearest first |
| `("policies",)` | the project's allocation policies by principal, or `default` |
| `("allocation", policy, people, barred, instant, from, count)` | whom the policy chooses: a list; or `trouble` |
| `("administrators",)` | the users and groups who administer the project, as its settings name them |
| `("offset", zone, instant)` | seconds east of UTC at that instant (microseconds since 1970) |
| `("instant", zone, text)` | the instant of a local date and time such as `2026-03-02T09:00`; None: no such zone |
| `("business", calendar, instant, days)` | the instant so many business days later; None: there is none |
| `("open", calendar, start, end)` | the open time between two instants, in microseconds; None: there is no answer |
| `("opening", calendar, start, amount)` | the instant by which so much open time has passed; None: there is none |

The answers are part of the run's history, so that a replay asks nobody.
"""

from collections.abc import Mapping
from typing import Any

FactKey = tuple[Any, ...]
Facts = Mapping[FactKey, Any]

MOST_MEMBERS = 10_000
"""How many members of a group are read one by one: they become part of the history. Who belongs to a group can be
asked whatever its size."""


class MissingFact(Exception):
    """A step needs a fact that it was not given; the step starts anew once it is known."""

    def __init__(self, key: FactKey) -> None:
        super().__init__(key)
        self.key = key
