"""Record sources: how far each has come, and the changes that could not be applied, tried again once that is mended."""

from collections.abc import Collection, Sequence
from contextlib import suppress

from attrs import frozen

from orchestra_dsl.graph.accept import BadValue
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.applying.bringing import Brought
from orchestra_dsl.runtime.applying.given import check_sender
from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.errors import EventFailed, Refusal
from orchestra_dsl.runtime.requests.of_sources import PART, Discard, MoveSource, TryAgain
from orchestra_dsl.runtime.store.rows import RejectedRow, SourceRow


@frozen
class Retried:
    """What came of trying rejected changes again: how many there were, and how many are left."""

    tried: int
    left: int


class Sources:
    """The counter for record sources. Their worker asks them; here is what it has noted."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def all(self) -> list[SourceRow]:
        """Those that a worker has asked, by name."""
        with self._core.store.reading() as reads:
            return reads.sources()

    def rejected(self, source: str | None = None, *, after: int = 0, limit: int = 50) -> list[RejectedRow]:
        """A page of the changes that could not be applied, of a source or of all; `after` is the last key seen."""
        with self._core.store.reading() as reads:
            return reads.rejected(source, after, limit)

    def count_rejected(self, source: str, cap: int) -> int:
        """How many there are; `cap` stands for that many or more."""
        with self._core.store.reading() as reads:
            return reads.count_rejected(source, cap)

    def retry(self, source: str | None, by: Acting) -> Retried:
        """Try the rejected changes of a source again, or of all.

        Raises Refusal for who is no administrator, and for a source that the store does not know.
        """
        _check(by, "what becomes of a change that was rejected")
        names = [row.name for row in self.all()]
        if source is not None and source not in names:
            there_are = f"there are: {', '.join(names)}" if names else "there are none"
            raise Refusal("not found", f"no record source {source} has been asked; {there_are}")
        found = [self._retry(name) for name in (names if source is None else [source])]
        return Retried(sum(each.tried for each in found), sum(each.left for each in found))

    def _retry(self, source: str) -> Retried:
        tried = left = after = 0
        while rows := self.rejected(source, after=after, limit=PART):
            keys = [row.key for row in rows if row.key is not None]
            try_again(self._core, source, keys)
            tried, after = tried + len(keys), keys[-1]
            with self._core.store.reading() as reads:
                left += sum(reads.rejected_change(key) is not None for key in keys)
        return Retried(tried, left)

    def discard(self, key: int, by: Acting) -> bool:
        """Forget a rejected change, by its key; answers whether it was there. Raises Refusal as `retry` does."""
        _check(by, "what becomes of a change that was rejected")
        return self._core.carry_out(Discard(key))

    def reset(
        self, source: str, by: Acting, *, cursor: str | None = None, supplied: Collection[str] = ()
    ) -> str | None:
        """Let a source go on from a cursor, or from the beginning; answers from which it would have gone on.

        Raises Refusal for who is no administrator, for what no source could have answered as its cursor, and for a
        source that the store does not know and that is not one of those `supplied` by plugins.
        """
        from orchestra_dsl.plugin.changes import check_cursor  # noqa: PLC0415 - who looks at a store needs no plugins

        _check(by, "from where a record source goes on")
        names = sorted({*supplied, *(row.name for row in self.all())})
        if source not in names:
            there_are = f"there are: {', '.join(names)}" if names else "there are none"
            raise Refusal("not found", f"there is no record source {source}; {there_are}")
        try:
            check_cursor(cursor)
        except BadValue as error:
            raise Refusal("bad value", str(error)) from error
        return self._core.carry_out(MoveSource(source, cursor))


def _check(by: Acting, what: str) -> None:
    check_sender(by)
    if not by.administrator:
        raise Refusal("not allowed", f"only an administrator may say {what}")


def try_again(core: Core, source: str, keys: Sequence[int]) -> Brought:
    """Try rejected changes again, by their keys; where that breaks down, one by one."""
    try:
        return core.carry_out(TryAgain(source, keys))
    except EventFailed:
        brought = Brought()
        for key in keys:
            with suppress(EventFailed):
                brought.written += core.carry_out(TryAgain(source, [key])).written
        return brought
