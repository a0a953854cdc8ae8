"""Record sources that bring anything at all, against a model of what has to come of it."""

import random
from pathlib import Path
from typing import Any

import pytest

from orchestra_dsl.plugin import Changes
from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.plugin.sourcing import Sources
from orchestra_dsl.runtime.worker.polling import Poll
from tests.runtime.outside import Outside
from tests.runtime.test_sources import END
from tests.runtime.texts import MakePlace
from tests.runtime.world import ANN

Fields = dict[str, Any]
Page = list[tuple[str, Fields | None]]

STATUSES = ("New", "Working", "Lost")
VALUES: dict[str, tuple[Any, ...]] = {"status": STATUSES, "amount": (1, 2, "many"), "note": ("x", None, 7)}
IDS = "abcdef"


class Model:
    """Cases as they should be, and the changes that are to be kept because they do not fit."""

    def __init__(self) -> None:
        self.cases: dict[str, Fields] = {}
        self.kept: dict[str, Fields] = {}

    def take(self, page: Page) -> None:
        """A page comes in: what is deleted goes last."""
        for id_, fields in page:
            if fields is not None:
                self._write(id_, {**self.kept.get(id_, {}), **fields})
        for id_, fields in page:
            if fields is None:
                self.cases.pop(id_, None)
                self.kept.pop(id_, None)

    def _write(self, id_: str, fields: Fields) -> None:
        after = {**self.cases.get(id_, {}), **fields}
        fits = (
            after.get("status") in ("New", "Working")
            and isinstance(after.get("amount"), int)
            and after.get("note") != 7
        )
        if fits:
            self.cases[id_] = {name: value for name, value in after.items() if value is not None}
        (self.kept.pop(id_, None) if fits else self.kept.update({id_: fields}))


def some_page(chance: random.Random) -> Page:
    """Any changes of some cases, each at most once: what a page says of one twice is told elsewhere."""
    ids = chance.sample(IDS, chance.randint(0, len(IDS)))
    return [(id_, None if chance.random() < 0.2 else some_fields(chance)) for id_ in ids]


def some_fields(chance: random.Random) -> Fields:
    named = chance.sample(list(VALUES), chance.randint(0, len(VALUES)))
    return {name: chance.choice(VALUES[name]) for name in named}


def changes(page: Page, cursor: int, *, more: bool) -> Changes:
    records: list[Any] = [("Case", {"id": id_, **fields}) for id_, fields in page if fields is not None]
    deleted = [("Case", id_) for id_, fields in page if fields is None]
    return Changes(records=records, deleted=deleted, cursor=str(cursor), more=more)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_comes_is_in_the_records_or_kept(place: MakePlace, seed: int) -> None:
    """However often the source fails in between, and however many pages it is asked for at once."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    told = [some_page(chance) for _ in range(40)]
    model, here = Model(), place(END)
    here.engine.records.delete("Case", "1", ANN)

    def answer(cursor: str | None) -> Changes:
        number = int(cursor or 0)
        if chance.random() < 0.2:
            raise OSError("the line is down")
        return changes(told[number], number + 1, more=chance.random() < 0.7) if number < len(told) else Changes()

    registry = load_plugins(Project(folder=Path()), installed=False, given=[("crm", Outside(answer).plugin)])
    sources = Sources(registry, here.engine.clock.now)
    done = 0
    while done < len(told):
        Poll(here.engine, sources, "crm", all_again=chance.random() < 0.3).run()
        (row,) = here.engine.sources.all()
        for page in told[done : int(row.cursor or 0)]:
            model.take(page)
        done = int(row.cursor or 0)
        cases = {each.id: each.fields for each in here.engine.records.of_type("Case")}
        assert cases == {id_: {"id": id_, **fields} for id_, fields in model.cases.items()}
        kept = {each.id: each.fields for each in here.engine.sources.rejected()}
        assert kept == {id_: {"id": id_, **fields} for id_, fields in model.kept.items()}
