"""Compiling the sources of a project, or taking from the cache what was compiled before from the same.

Neither the compiler nor the plugins are loaded while nothing has changed: that is what makes a second
`orchestra lint` fast.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from orchestra_dsl.diagnostics.diagnostic import Diagnostic
from orchestra_dsl.workspace import cache_folder, kept, stamps
from orchestra_dsl.workspace.findings import Findings, renamed
from orchestra_dsl.workspace.settings import Settings
from orchestra_dsl.workspace.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from orchestra_dsl.plugin.registry import Registry


_PASSING = ("O609", "O704")
"""What may pass though no file has changed: somebody is unknown, a rule of a plugin fails."""


@attrs.frozen
class Compilation:
    """One source compiled with all that it imports.

    `package` is the canonical JSON of the graphs, None where errors keep the source from running; `names` are the
    sources that took part. `style` is what the rules of style have found, which only `orchestra lint` tells.
    """

    findings: Findings
    style: tuple[Diagnostic, ...]
    package: bytes | None
    names: tuple[str, ...]


class Compiler:
    """Compiles sources of one project. Its plugins are loaded when a source has to be compiled, and only once.

    Without a registry no plugin is loaded, and what sources declare of plugins is taken at its word. `instead` are
    texts that are taken in the place of what files hold.
    """

    def __init__(
        self,
        settings: Settings,
        registry: "Callable[[], Registry] | None",
        *,
        keep: bool = True,
        instead: Mapping[Path, bytes] | None = None,
    ) -> None:
        self.settings = settings
        self._instead = instead
        self._registry = registry
        self._keep = keep

    def compile_all(self, entries: Sequence[Path]) -> list[Compilation]:
        """Compile sources; one that another imports is compiled there, and not once more by itself."""
        found: list[Compilation] = []
        texts = Texts(self.settings.folder)
        for entry in importers_first(entries):
            if not any(texts.name_of(entry) in each.names for each in found):
                found.append(self.compile(entry))
        return found

    def compile(self, entry: Path) -> Compilation:
        """Compile the source at this path, or take it from the cache."""
        texts = Texts(self.settings.folder, self._instead)
        name = texts.name_of(entry)
        way = "" if self._registry is not None else "\0without plugins"
        key = sha256(f"{self.settings.folder}\0{name}{way}".encode(errors="surrogateescape")).hexdigest()[:40]
        found = self._from_cache(key, texts) if self._keep else None
        if found is None:
            texts = Texts(self.settings.folder, self._instead)
            found = self._anew(name, texts)
            if found.code and self._keep:
                cache_folder.write(key, kept.encode(found))
        names = texts.shown_names()
        diagnostics = renamed(kept.findings_of(found.findings), names)
        style = renamed(kept.findings_of(found.style), names)
        findings = Findings(tuple(diagnostics), texts.shown_files())
        return Compilation(findings, tuple(style), found.package, tuple(found.sources))

    def _from_cache(self, key: str, texts: Texts) -> kept.Kept | None:
        """What was kept, if everything that it was made from is still the same; its sources are then read."""
        data = cache_folder.read(key)
        found = kept.decode(data) if data is not None else None
        if found is None or found.environment != self._environment() or not stamps.unchanged(found.code):
            return None
        for name, stamp in found.sources.items():
            with suppress(OSError):  # where it was missing before, too, its stamp says so
                texts.load(name)
            if texts.stamps[name] != stamp:
                return None
        return found

    def _anew(self, name: str, texts: Texts) -> kept.Kept:
        """Compile. A result without code stamps is not kept.

        It has none where plugins with problems took part, or where it says what may pass by itself.
        """
        from orchestra_dsl.compile.pipeline import compile_source
        from orchestra_dsl.graph.codec import encode_package
        from orchestra_dsl.workspace.linting import judge_of
        from orchestra_dsl.workspace.people_findings import nobody_known

        if self._registry is None:
            result, whole = compile_source(name, texts.load), True
        else:
            signatures, people = self._registry().signatures(), self._registry().principals()
            known = people or (), self._registry().channels
            result = compile_source(name, texts.load, signatures.found, signatures.records, *known)
            whole = not signatures.problems and not self._registry().problems
        package = None if result.package is None else encode_package(result.package)
        found = list(result.diagnostics)
        if whole and result.package is not None and self._registry and not self._registry().directory.each:
            found += nobody_known((each.graph for each in result.package.orchestrations), texts.files)
        judge = judge_of(self.settings, self._registry and self._registry())
        found, style = judge.told(result.checked, result.sources, found)
        lasts = whole and not any(each.code in _PASSING for each in (*found, *style))
        code = stamps.of_code() | stamps.of_files(self._named()) if lasts else {}
        return kept.Kept(
            self._environment(), code, texts.stamps, kept.keep_findings(found), kept.keep_findings(style), package
        )

    def _named(self) -> list[Path]:
        """The files that `orchestra.toml` names: what plugins make of them shows in the findings."""
        people = self.settings.people
        return [*self.settings.plugins, *([] if people is None else [people])]

    def _environment(self) -> str:
        """What the result depends on beside files and code."""
        return f"{stamps.environment()}\n{sha256(self.settings.text.encode()).hexdigest()}"


_IMPORT = re.compile(r"""^[ \t]*import[ \t]+"([^"\n]+)\"""", re.MULTILINE)


def importers_first(entries: Sequence[Path]) -> list[Path]:
    """The sources in an order in which those that no other one imports come first.

    A look at the text is enough for that: a source that is mistaken for another's import is compiled all the same.
    """
    imported: set[Path] = set()
    for entry in entries:
        with suppress(OSError):  # the compiler will say that it cannot be read
            text = entry.read_text(encoding="utf-8", errors="replace")
            imported.update((entry.parent / name).resolve() for name in _IMPORT.findall(text))
    return sorted(entries, key=lambda entry: entry in imported)
