"""The use case of `orchestra plugins describe`: what plugins supply, as a source declares it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import attrs

from orchestra_dsl.compile.pipeline import compile_source
from orchestra_dsl.diagnostics.code import Severity
from orchestra_dsl.diagnostics.suggest import did_you_mean
from orchestra_dsl.format.formatter import formatted
from orchestra_dsl.plugin.collect import DIRECTORY
from orchestra_dsl.plugin.extension import Extra
from orchestra_dsl.plugin.problems import PluginProblem, Unavailable
from orchestra_dsl.plugin.registry import Entry, PluginInfo, Registry
from orchestra_dsl.plugin.source import Source
from orchestra_dsl.plugin.supplied import Signed
from orchestra_dsl.source import SourceFile
from orchestra_dsl.workspace.declarations import Records, commented, declaration, documented
from orchestra_dsl.workspace.errors import UsageError

if TYPE_CHECKING:
    from orchestra_dsl.graph.model import RecordClass, Signature

_FILE = "what is printed"


@attrs.frozen
class Description:
    """A source in its canonical form, and what keeps it from being all that there is."""

    text: str
    problems: tuple[PluginProblem, ...]


def describe(registry: Registry, names: Sequence[str] = ()) -> Description:
    """The declarations of what plugins supply: of the plugins, flows and so on that are named, or of all guests.

    `names` are plugins (`crm`), what they supply (`crm.classify`), or the first part of its name. What the product
    itself supplies is told where it is named. Raises UsageError for a name that nothing has.
    """
    told = _Told()
    for info in registry.plugins:
        wanted = [each for each in _supplied(registry, info) if _wanted(info, each.name, names)]
        told.plugin(info, wanted, named=info.name in names)
    _check_names(registry, names)
    found = [each for each in registry.problems if not names or each.plugin in names or each.name in names]
    return told.description(found)


class _Told:
    """What is told so far."""

    def __init__(self) -> None:
        self._records = Records()
        self._texts: list[str] = []
        self._signatures: list[Signature] = []
        self._classes: list[RecordClass] = []
        self._problems: list[PluginProblem] = []

    def plugin(self, info: PluginInfo, supplied: Sequence[Entry | Extra], *, named: bool) -> None:
        """Tell of one plugin, as far as it is wanted; of one that is `named` also that there is nothing to tell."""
        texts = [text for each in supplied if (text := self._text(each))]
        if not supplied and named:
            self._texts.append(f"# Plugin {info.name}: it supplies nothing that has a name in sources or settings")
        elif texts:
            comments = "\n".join(text for text in texts if text.startswith("# "))
            declared = [text for text in texts if not text.startswith("# ")]
            head = f"# Plugin {info.name}{f', version {info.version}' if info.version else ''}"
            self._texts += [head, *declared, *([comments] if comments else [])]

    def description(self, problems: Iterable[PluginProblem]) -> Description:
        """All that was told, as one source."""
        text = _canonical([*self._records.texts(), *self._texts])
        found = [*problems, *self._problems, *self._wrong(text)]
        return Description(text, tuple(dict.fromkeys(found)))

    def _text(self, supplied: Entry | Extra) -> str | None:
        if not isinstance(supplied, Entry):
            return commented(supplied.kind, supplied.name)
        try:
            loaded = supplied.load()
        except Unavailable as error:
            self._problems.append(error.problem)
            return None
        if isinstance(loaded, Source):
            self._classes += loaded.records
            for each in loaded.records:
                self._records.read(each)
        if not isinstance(loaded, Signed):
            return commented(supplied.kind, supplied.name, loaded.__doc__)
        self._signatures.append(loaded.signature)
        self._classes += loaded.records
        for each in loaded.mentioned:
            self._records.read(each)
        self._records.write(loaded.name, loaded.signature.writes)
        return documented(loaded.__doc__) + declaration(loaded.signature)

    def _wrong(self, text: str) -> Iterator[PluginProblem]:
        """Why the source does not compile, should it not: two classes disagree, or a name is none of the language."""
        hint = "Mend the plugin: a source cannot declare it as it is."
        for conflict in self._records.conflicts:
            yield PluginProblem("", conflict, None, hint, "signature")
        if self._records.conflicts:
            return
        file = SourceFile(_FILE, text)
        found = compile_source(_FILE, lambda _: file, self._signatures, self._classes)
        for each in found.diagnostics:
            line = file.text.count("\n", 0, each.span.start) + 1
            if each.severity is Severity.ERROR:
                yield PluginProblem("", each.message.rstrip("."), f"line {line} of {_FILE}", hint, "signature")


def _supplied(registry: Registry, info: PluginInfo) -> list[Entry | Extra]:
    """What a plugin supplies, in the order of its own text or answers; a name that two supply is nobody's."""
    things: list[Entry | Extra] = [*registry.entries.values(), *registry.extras]
    return [each for each in things if each.plugin == info.name]


def _wanted(info: PluginInfo, name: str, names: Sequence[str]) -> bool:
    if not names:
        return info.origin != "built-in"
    return any(each in (info.name, name) or name.startswith(f"{each}.") for each in names)


def _check_names(registry: Registry, names: Sequence[str]) -> None:
    supplied = [name for info in registry.plugins for kind, name in info.supplies if kind != DIRECTORY]
    plugins = [each.name for each in registry.plugins]
    twice = [each.name for each in registry.problems if each.name is not None]
    for name in names:
        if name not in (*plugins, *supplied, *twice) and not any(each.startswith(f"{name}.") for each in supplied):
            hint = did_you_mean(name, [*plugins, *supplied]) or "`orchestra plugins` lists what there is."
            raise UsageError(f"there is no plugin `{name}`, and none supplies anything of this name", hint=hint)


def _canonical(declarations: Sequence[str]) -> str:
    """One source of them all; as it is where it cannot be read."""
    return formatted(SourceFile(_FILE, "\n\n".join(declarations) + "\n" if declarations else "")).text
