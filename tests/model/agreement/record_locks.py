"""Who may write a record that work items lock: the runtime asks the rows of its store, here those of a pair's run."""

from types import SimpleNamespace
from typing import Any

from orchestra_dsl.graph.values import record_name
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.applying.facts import NeedsOutside
from orchestra_dsl.runtime.applying.record_locks import check_unlocked
from orchestra_dsl.runtime.errors import Refusal
from tests.model import subjects
from tests.model.agreement.fast import Fast
from tests.model.agreement.pair import Pair


def may_write(pair: Pair, type_: str, id_: str, user: str | None) -> bool:
    """Whether the user may, as both sides say. Raises Disagreement."""
    fast = _runtime_lets(pair.fast, type_, id_, user)
    model = subjects.may_write(pair.run, pair.world, record_name(type_, id_), user)
    if fast != model:
        pair.disagree(f"{user} may write {type_} {id_}", fast, model)
    return model


def _runtime_lets(fast: Fast, type_: str, id_: str, user: str | None) -> bool:
    facts: dict[Any, Any] = {}
    batch: Any = _store(fast)
    while True:
        try:
            check_unlocked(batch, type_, id_, Acting(user), facts)
        except NeedsOutside as needs:
            facts |= {key: fast.fact(key) for key in needs.keys}
        except Refusal:
            return False
        else:
            return True


def _store(fast: Fast) -> SimpleNamespace:
    """What is asked of a store: the open items that lock a record, and their steps."""

    def items_locking(record: str) -> list[SimpleNamespace]:
        found = (each for each in fast.open_items if each.locks == record)
        return [SimpleNamespace(key=1, run_id="run", graph=1, **_fields(each)) for each in found]

    programs = SimpleNamespace(by_key=lambda _key, _transaction: fast.graph)
    return SimpleNamespace(transaction=SimpleNamespace(items_locking=items_locking), programs=programs)


def _fields(item: Any) -> dict[str, Any]:
    return {name: getattr(item, name) for name in item.__struct_fields__}
