"""What the source says, for the labels of a drawing. A graph without origins is drawn with fewer words."""

from collections.abc import Mapping

import attrs

from orchestra_dsl.graph.model import Origins


@attrs.frozen
class Said:
    """What the source says of one element, by clause."""

    texts: Mapping[str, str]

    def __getitem__(self, clause: str) -> str:
        return self.texts.get(clause, "")

    def clause(self, words: str, clause: str = "") -> str:
        """The words of a clause with what it says: `timeout 10d`."""
        return f"{words} {self[clause or words]}".rstrip()


@attrs.frozen
class Texts:
    """What the source says of the elements of one orchestration."""

    origins: Origins

    def of(self, element: str) -> Said:
        """What it says of one element; of the orchestration under an empty name."""
        return Said(self.origins.conditions.get(element, {}) | self.origins.clauses.get(element, {}))

    def doc(self, element: str) -> str:
        """The doc comment of an element."""
        origin = self.origins.elements.get(element)
        return "" if origin is None or origin.doc is None else " ".join(origin.doc.split())
