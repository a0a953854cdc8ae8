"""Record sources: how they are written, found and asked, without an engine."""

import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import attrs
import pytest

from orchestra_dsl.plugin import Changes, Context, Record, User, hookimpl, source
from orchestra_dsl.plugin.invocation import Failed
from orchestra_dsl.plugin.kit import Kit
from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.plugin.sourcing import Sources

SECOND = timedelta(seconds=1)
LAZY = """
from datetime import timedelta
from orchestra_dsl.plugin import Changes, source

@source("crm.cases", every=timedelta(seconds=30))
def cases() -> Changes:
    return Changes()
"""


class Case(Record):
    id: str
    owner: User
    amount: Decimal


class Odd(Record):
    size: float


@source("crm", every=SECOND)
def crm(cursor: str | None, context: Context) -> Changes:
    case = Case(id="1", owner=User("ann"), amount=Decimal("12.50"))
    cursor = f"{cursor or context.settings['from']} at {context.now:%H:%M}"
    return Changes(records=[case, ("Order", {"id": "7", "for": case})], deleted=[case], cursor=cursor, more=True)


@source("paged", every=SECOND)
async def paged() -> AsyncIterator[Changes]:
    yield Changes(cursor="1")
    yield Changes(records=[("Case", {"id": "1"})], cursor="2")


@source("awaited", every=SECOND)
async def awaited() -> Changes:
    return Changes(cursor="1")


@source("broken", every=SECOND)
def broken() -> Iterator[Changes]:
    yield Changes()
    raise OSError("the line is down")


@pytest.fixture
def kit() -> Kit:
    """What asks the sources above."""
    return Kit(sys.modules[__name__], settings={"from": "the beginning"})


def test_a_page_is_given_with_its_records_as_plain_values(kit: Kit) -> None:
    kit.now = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    case = {"id": "1", "owner": "user:ann", "amount": Decimal("12.50")}
    order = ("Order", {"id": "7", "for": "1"})
    page = Changes(records=[order], deleted=[("Case", "1")], cursor="the beginning at 08:30", more=True)
    assert kit.poll("crm") == [page]
    assert kit.poll("crm", "5") == [attrs.evolve(page, cursor="5 at 08:30")]
    one = Kit(SimpleNamespace(one=source("one", every=SECOND)(_one)))
    assert one.poll("one") == [Changes(records=[("Case", case)], deleted=[])]


def _told(*records: Any) -> Kit:
    """What asks a source that brings these, and says that it brings cases."""

    def told() -> Changes:
        return Changes(records=records, deleted=[("Case", "2")])

    return Kit(SimpleNamespace(told=source("told", every=SECOND, records=[Case])(told)))


def test_a_source_brings_what_it_says_and_nothing_else() -> None:
    pages = _told(Case(id="1", owner=User("ann"), amount=Decimal(1)), ("Case", {"id": "2"})).poll("told")
    assert not isinstance(pages, Failed)
    assert [len(list(page.records)) for page in pages] == [1], "the other one is deleted"
    assert _told(("Case", {"id": "1"}), ("Order", {"id": "7"})).poll("told") == Failed(
        "BadResult", "records: it brings a Order, and says records= of Case alone"
    )


@pytest.mark.parametrize(
    ("records", "said"),
    [
        (Case, r"are classes in a list: records=\[Case\]"),
        ("Case", r"are classes in a list: records=\[Case\]"),
        ([], r"name no class: records=\[Case\], or leave them out where it may bring any record"),
        ([Case, Record], r"have Record, which is no record yet: class Case\(Record\): …, and records=\[Case\]"),
        ([Case, str], r"have str, which is no class of a record: class Case\(Record\): …"),
        ([attrs.make_class("Order", ["id"])], r"have Order, which is no class of a record"),
        ([("Case", {})], r"have \('Case', \{\}\), which is no class of a record"),
    ],
)
def test_what_it_brings_are_classes_of_records(records: Any, said: str) -> None:
    with pytest.raises((TypeError, ValueError), match=f"the records= of the source crm {said}"):
        source("crm", every=SECOND, records=records)


def test_the_classes_of_what_sources_bring_are_compared_unless_a_project_does_not_ask_them() -> None:
    plugin = SimpleNamespace(
        one=source("one", every=SECOND, records=[Case])(_one), odd=source("odd", every=SECOND, records=[Odd])(_two)
    )
    every = Project(folder=Path(), record_sources={"odd": SECOND})
    signatures = load_plugins(every, installed=False, given=[("p", plugin)]).signatures()
    assert [(each.kind, each.callee, each.record) for each in signatures.records] == [("source", "one", "Case")]
    assert [each.what for each in signatures.problems] == [
        "source odd: field size of Odd: the annotation float stands for no type of the language"
    ]
    off = Project(folder=Path(), record_sources={"one": None})
    assert load_plugins(off, installed=False, given=[("p", plugin)]).signatures().records == ()


def _two() -> Changes:
    return Changes()


def _one() -> Changes:
    return Changes(records=[Case(id="1", owner=User("ann"), amount=Decimal("12.50"))])


async def test_pages_of_an_async_source_are_given_where_a_loop_runs_already(kit: Kit) -> None:
    first, second = Changes(records=[], deleted=[], cursor="1"), ("Case", {"id": "1"})
    assert kit.poll("paged") == [first, Changes(records=[second], deleted=[], cursor="2")]
    assert kit.poll("awaited") == [first]


def test_a_source_that_fails_says_how(kit: Kit) -> None:
    failed = kit.poll("broken")
    assert isinstance(failed, Failed)
    assert failed.code == "OSError"
    assert failed.message.startswith("the line is down (test_sources.py, line ")


@pytest.mark.parametrize("every", [None, 30, timedelta(), -SECOND])
def test_an_interval_that_is_none_is_refused_at_once(every: Any) -> None:
    with pytest.raises(ValueError, match=r"every=timedelta\(seconds=30\)"):
        source("crm", every=every)


def test_a_name_that_is_none_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="is not a name"):
        source("my crm", every=SECOND)


def test_it_is_the_function_to_whoever_calls_it() -> None:
    assert _one() == source("one", every=SECOND)(_one)()


def test_one_that_is_named_is_imported_when_it_is_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "lazy_crm.py").write_text(LAZY, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)

    class Plugin:
        @hookimpl
        def orchestra_sources(self) -> dict[str, str]:
            return {"crm.cases": "lazy_crm:cases"}

    kit = Kit(Plugin())
    assert kit.registry.names("source") == ["crm.cases"]
    assert "lazy_crm" not in sys.modules
    assert kit.poll("crm.cases") == [Changes(records=[], deleted=[])]
    assert isinstance(sys.modules.pop("lazy_crm"), ModuleType)


def test_what_has_the_wrong_form_is_told_with_the_plugins() -> None:
    def other(since: int) -> Changes:
        raise NotImplementedError

    plugin = SimpleNamespace(other=source("other", every=SECOND)(other))
    registry = load_plugins(Project(folder=Path()), installed=False, given=[("shop", plugin)])
    (problem,) = registry.check()
    assert problem.plugin == "shop"
    assert problem.what == "source other: it does not take a cursor and a context"
    assert "def changed(cursor: str | None, context: Context) -> Changes" in (problem.hint or "")


def test_a_name_that_two_plugins_supply_is_nobodys() -> None:
    given = [(name, SimpleNamespace(one=source("one", every=SECOND)(_one))) for name in ("shop", "crm")]
    registry = load_plugins(Project(folder=Path()), installed=False, given=given)
    assert [problem.what for problem in registry.problems] == ["the source one is supplied by shop and by crm"]
    assert registry.names("source") == []


def test_a_project_may_have_a_source_asked_otherwise() -> None:
    every: dict[str, timedelta | None] = {"one": timedelta(minutes=5), "two": None}
    plugin = SimpleNamespace(**{name: source(name, every=SECOND)(_one) for name in ("one", "two", "three")})
    project = Project(folder=Path(), record_sources=every)
    sources = Sources(load_plugins(project, installed=False, given=[("shop", plugin)]), lambda: 0)
    assert sources.names == ("one", "three")
    assert [sources.every(name) for name in sources.names] == [300_000_000, 1_000_000]
