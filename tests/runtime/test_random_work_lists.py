"""Whatever people do, each list of work shows what going through all work items does, in the same order."""

from collections.abc import Callable, Iterable, Iterator
from random import Random

import pytest

from orchestra_dsl.graph.statuses import CLOSED
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.store.port import Reads
from orchestra_dsl.runtime.store.rows import ItemPlace, ItemRow
from tests.runtime import lists
from tests.runtime.lists import USERS, Lists, acting
from tests.runtime.world import ADMIN

PRINCIPALS = [*(f"user:{each}" for each in USERS), "group:Agents", "group:Managers"]
PRIORITIES = [0, 0, 1, -1, 7, -(2**31), 2**40]
SEVERAL = '[case.owner, group("Agents"), user("ann")]'
STAGE = f"""stage s {{
  interactive a = look(case) {{ assign to {SEVERAL}  priority case.n ?? 0 }}
  interactive b = look(case) {{ for each p in case.watchers ?? []  different people  assign to [p, group("Agents")] }}
  interactive c = look(case) {{ start after a  assign to case.owner  exclude user("bob")  priority 1 }}
}}
"""


def everything(reads: Reads) -> list[ItemRow]:
    """All work items, one after the other."""
    found: list[ItemRow] = []
    while (row := reads.item(len(found) + 1)) is not None:
        found.append(row)
    return found


def act(here: Lists, random: Random) -> None:
    """Something that people do, whether or not they may."""
    with here.engine.store.reading() as reads:
        rows = everything(reads)
    if not rows or random.randrange(8) == 0:
        watchers = random.sample(["user:ann", "user:bob", "user:zoe"], random.randrange(3))
        here.start(here.case(random.choice(["ann", "bob", "zoe"]), n=random.choice(PRIORITIES), watchers=watchers))
        return
    key, by, work = random.choice(rows).key, acting(random.choice(USERS)), here.engine.work
    several = [random.choice(PRINCIPALS) for _ in range(random.randint(1, 4))]
    acts: list[Callable[[], object]] = [
        lambda: work.claim(key, by),
        lambda: work.claim(key, by),
        lambda: work.release(key, by),
        lambda: work.complete(key, {"fine": True}, by),
        lambda: work.suspend(key, by),
        lambda: work.resume(key, by),
        lambda: work.delegate(key, random.choice(PRINCIPALS), by),
        lambda: work.reassign(key, several, ADMIN),
        lambda: work.prioritize(key, random.choice(PRIORITIES), ADMIN),
    ]
    random.choice(acts)()


def pages(reads: Reads, random: Random) -> Iterator[tuple[str, list[int], list[int]]]:
    """Pages of any size from anywhere on: what they are of, their keys, and those of a plain computation."""
    rows = everything(reads)
    after, limit = random.choice([0, *(each.key for each in rows)]), random.randint(1, 5)
    begin = next(((-each.priority, each.key) for each in rows if each.key == after), None)
    left = sorted((-each.priority, each.key, each) for each in rows if each.status not in CLOSED)
    rest = [row for priority, key, row in left if begin is None or (priority, key) > begin]

    def keys(found: Iterable[ItemRow | ItemPlace]) -> list[int]:
        return [each.key for each in found][:limit]

    yield "all", keys(reads.open_items(after, limit)), keys(rest)
    for who in PRINCIPALS:
        yield who, keys(reads.items_for(who, after, limit)), keys(row for row in rest if who in row.candidates)
        claimed = [row for row in rest if row.claimed_by == who]
        yield f"claimed by {who}", keys(reads.items_claimed_by(who, after, limit)), keys(claimed)
    for about in sorted({each.about for each in rows if each.about is not None}):
        yield about, keys(reads.items_about(about, after, limit)), keys(row for row in rest if row.about == about)


@pytest.mark.parametrize("seed", range(4))
def test_lists_agree_with_all_work_items(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "DECLARED", lists.DECLARED.replace("watchers:", "n: integer? watchers:"))
    here, random = Lists("", stage=STAGE), Random(seed)  # noqa: S311 - nothing secret
    refused = 0
    for _ in range(60):
        try:
            act(here, random)
        except Refusal:
            refused += 1
        with here.engine.store.reading() as reads:
            for what, found, meant in pages(reads, random):
                assert found == meant, what
    assert refused < 40
