"""The product's own formats, supplied through the same hook as any guest's: the one list of them."""

from collections.abc import Mapping

from orchestra_dsl.drawing.hookspecs import hookimpl

_HOMES = {
    "mermaid": "orchestra_dsl.drawing.mermaid:mermaid",
    "dot": "orchestra_dsl.drawing.dot:dot",
    "svg": "orchestra_dsl.drawing.svg.svg:svg",
}


class Formats:
    """The plugin of these formats."""

    @hookimpl
    def orchestra_exporters(self) -> Mapping[str, str]:
        """Supply them by name, so that only who draws loads them."""
        return _HOMES
