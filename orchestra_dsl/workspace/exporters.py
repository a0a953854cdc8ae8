"""Which exporter writes a drawing: one of the product's own, or a plugin's, for which plugins are loaded."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from orchestra_dsl.diagnostics.suggest import did_you_mean
from orchestra_dsl.drawing.builtin import Formats
from orchestra_dsl.plugin.awaited import awaited
from orchestra_dsl.plugin.local import guarded, load_named
from orchestra_dsl.plugin.origin import Origin
from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.workspace.errors import UsageError
from orchestra_dsl.workspace.lacking import lacking

if TYPE_CHECKING:
    from orchestra_dsl.drawing.exporter import Exporter
    from orchestra_dsl.drawing.model import Drawing
    from orchestra_dsl.plugin.problems import PluginProblem
    from orchestra_dsl.plugin.registry import Registry


@attrs.frozen
class Chosen:
    """An exporter, and the plugin that it is of."""

    exporter: "Exporter[...]"
    plugin: str

    def text(self, drawing: "Drawing", theme: str) -> str:
        """The drawing in the exporter's format. Raises UsageError for whatever its code does, but for Ctrl-C."""
        name = self.exporter.name
        origin = Origin(self.plugin, getattr(self.exporter.write, "__module__", ""))
        try:
            with awaited(origin, f"being asked for a drawing in its format {name}"):
                text: Any = guarded(f"its exporter {name} failed", lambda: self.exporter.export(drawing, theme))
        except BadPlugin as error:
            raise _failed(error.problem(self.plugin)) from error
        if not isinstance(text, str):
            what = f"its exporter {name} answers {type(text).__name__}, which is no text"
            raise _failed(BadPlugin(what, "Return the drawing as a str.").problem(self.plugin))
        try:
            text.encode()
        except UnicodeEncodeError as error:
            what = f"its exporter {name} answers a text that cannot be stored: {error}"
            raise _failed(BadPlugin(what, "Leave out halves of characters.").problem(self.plugin)) from error
        return text


def exporter_named(name: str, registry: "Callable[[], Registry]") -> Chosen:
    """The exporter of a format. Raises UsageError, which offers the nearest names where there is none."""
    own = Formats().orchestra_exporters()
    if name in own:
        return Chosen(load_named(own[name]), "drawings")
    extras = registry().extras_of("exporter")
    chosen = next((each for each in extras if each.name == name), None)
    if chosen is None:
        names = [each.name for each in extras]
        hint = did_you_mean(name, names) or f"The formats are: {', '.join(names)}."
        raise lacking(f"no plugin writes the format `{name}`", None, hint, registry())
    try:
        return Chosen(chosen.load(), chosen.plugin)
    except BadPlugin as error:
        raise _failed(error.problem(chosen.plugin)) from error


def exporter_of(file: Path, registry: "Callable[[], Registry]") -> Chosen:
    """The exporter whose format a file's name tells. Raises UsageError where it tells none."""
    known: list[str] = []
    for chosen in _all(registry):
        if file.suffix.lower() in chosen.exporter.suffixes:
            return chosen
        known += chosen.exporter.suffixes
    hint = f"Give --format, or use {', '.join(known)}."
    raise lacking("its name does not tell the format", str(file), hint, registry())


def _all(registry: "Callable[[], Registry]") -> Iterator[Chosen]:
    """The exporters that can be loaded, the product's own first."""
    own = Formats().orchestra_exporters()
    yield from (Chosen(load_named(target), "drawings") for target in own.values())
    for extra in registry().extras_of("exporter"):
        try:
            exporter = extra.load()
        except BadPlugin:  # it is among the problems that `orchestra plugins` shows
            continue
        if extra.name not in own:
            yield Chosen(exporter, extra.plugin)


def _failed(problem: "PluginProblem") -> UsageError:
    place = f" ({problem.where})" if problem.where else ""
    return UsageError(f"{problem.what}{place}", where=f"the plugin {problem.plugin}", hint=problem.hint)
