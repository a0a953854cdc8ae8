"""What a measurement gives: figures with their spread, a target, and what others came to in the same run."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import median
from typing import Literal

from attrs import field, frozen

Verdict = Literal["aim", "met", "SHORT", ""]


@frozen
class Target:
    """What is wanted at least, and what is aimed for; `more` where a greater figure is the better one."""

    at_least: float
    aim: float
    more: bool = False

    def verdict(self, value: float) -> Verdict:
        """Whether a value is as good as that."""
        if self._is_good(value, self.aim):
            return "aim"
        return "met" if self._is_good(value, self.at_least) else "SHORT"

    def _is_good(self, value: float, wanted: float) -> bool:
        return value >= wanted if self.more else value <= wanted


@frozen
class Values:
    """Samples of one thing in one unit; `note` says what is to be known beside them."""

    unit: str
    samples: Sequence[float]
    note: str = ""

    @property
    def median(self) -> float:
        """The middle one."""
        return median(self.samples)


@frozen
class Figure:
    """One line of the table: what was measured, and what each peer came to, or why a peer has no figure here."""

    what: str
    values: Values
    target: Target | None = None
    beside: Mapping[str, Values | str] = field(factory=dict)
    more: bool = False

    @property
    def verdict(self) -> Verdict:
        """What came of it; nothing where there is no target."""
        return "" if self.target is None else self.target.verdict(self.values.median)

    def times_better(self, peer: Values) -> float:
        """How many times as good this is as the peer: above 1 is better."""
        ratio = self.values.median / peer.median
        return ratio if self.more else 1 / ratio


@frozen
class Effort:
    """How much is measured; if it has to be `quick`, little of everything, which shows no more than that it runs."""

    quick: bool


@frozen
class Row:
    """One thing that is measured. `name` chooses it; `measure` is told how much is wanted of it."""

    name: str
    what: str
    text: str | None
    measure: Callable[[Effort], Iterator[Figure]]

    @property
    def includes(self) -> str:
        """What is said of it under the table: the text of its module after the first line."""
        return " ".join((self.text or "").partition("\n\n")[2].split())
