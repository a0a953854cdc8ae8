"""From a source to the same source in its canonical form."""

# The layouts register themselves when their modules are imported.
from orchestra_dsl.format import blocks, brackets, chains
from orchestra_dsl.format.doc import Hard, row
from orchestra_dsl.format.gaps import gaps_of
from orchestra_dsl.format.layout import Page
from orchestra_dsl.format.render import render
from orchestra_dsl.syntax.concrete import Concrete

__all__ = ["blocks", "brackets", "chains", "printed"]


def printed(text: str, source: Concrete) -> str:
    """Return a text that has no mistakes in its canonical form. Its lines end with a line feed."""
    gaps = gaps_of(text, source)
    return render(row(Page(gaps).of(source.module), Hard(), *gaps[len(text)].remarks))
