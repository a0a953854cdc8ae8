"""Record sources: how far each has come, and the changes that could not be applied, tried again once that is mended."""

from attrs import frozen

from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.given import check_sender
from orchestra_dsl.runtime.polling import PART, try_again
from orchestra_dsl.runtime.requests.of_sources import Discard
from orchestra_dsl.runtime.rows import RejectedRow, SourceRow


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

    def retry(self, source: str, by: Acting) -> Retried:
        """Try all rejected changes of a source again. Raises Refusal for who is no administrator."""
        _check(by)
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
        _check(by)
        return self._core.submit(Discard(key)).result()


def _check(by: Acting) -> None:
    check_sender(by)
    if not by.administrator:
        raise Refusal("not allowed", "only an administrator may say what becomes of a change that was rejected")
