"""Compiling the sources of a project, or taking from the cache what was compiled before from the same.

Neither the compiler nor the plugins are loaded while nothing has changed: that is what makes a second
`orchestra lint` fast.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from orchestra_dsl.diagnostics.diagnostic import Diagnostic
from orchestra_dsl.workspace import kept, stamps
from orchestra_dsl.workspace.brought import Brought, not_declared
from orchestra_dsl.workspace.cache import Cache
from orchestra_dsl.workspace.findings import Findings, renamed
from orchestra_dsl.workspace.helping import FEWEST, shared_out
from orchestra_dsl.workspace.settings import Settings
from orchestra_dsl.workspace.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from orchestra_dsl.lint.judge import Judge
    from orchestra_dsl.plugin.registry import Registry


_PASSING = ("O609", "O704")
"""What may pass though no file has changed: somebody is unknown, a rule of a plugin fails."""


@attrs.frozen
class Compilation:
    """One source compiled with all that it imports.

    `package` is the canonical JSON of the graphs, None where errors keep the source from running; `names` are the
    sources that took part. `style` is what the rules of style have found, which only `orchestra lint` tells.
    `undeclared` is what record sources bring and none of these sources declares.
    """

    findings: Findings
    style: tuple[Diagnostic, ...]
    package: bytes | None
    names: tuple[str, ...]
    undeclared: tuple[Brought, ...] = ()


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
        environment = f"{stamps.environment()}\n{sha256(settings.text.encode()).hexdigest()}"
        self._environment = environment
        self._cache = Cache(environment) if keep else None

    def compile_all(self, entries: Sequence[Path], *, in_processes: bool = False) -> list[Compilation]:
        """Compile sources; one that another imports is compiled there, and not once more by itself.

        With `in_processes` other processes help where many sources have changed.
        """
        found: list[Compilation] = []
        compiled: set[str] = set()
        ordered, imported = importers_first(entries)
        done = self._with_others([each for each in ordered if each not in imported]) if in_processes else {}
        for entry in ordered:
            if self._begin(entry)[1] not in compiled:
                found.append(done.get(entry) or self.compile(entry))
                compiled.update(found[-1].names)
        return found

    def _with_others(self, entries: Sequence[Path]) -> dict[Path, Compilation]:
        """Have other processes compile a share of what has changed into the cache; answers what was compiled here.

        Where the first of them is not kept, what others compile would not be either.
        """
        changed = [each for each in entries if self._from_cache(*self._begin(each)) is None]
        if self._cache is None or len(changed) < 2 * FEWEST:
            return {}
        first, *others = changed
        done = {first: self.compile(first)}
        if self._from_cache(*self._begin(first)) is not None:
            with shared_out(self.settings.file or self.settings.folder, others) as share:
                done |= {entry: self.compile(entry) for entry in share}
        return done

    def compile(self, entry: Path) -> Compilation:
        """Compile the source at this path, or take it from the cache."""
        texts, name = self._begin(entry)
        found = self._from_cache(texts, name)
        if found is None:
            texts, name = self._begin(entry)
            found = self._anew(texts, name)
        names = texts.shown_names()
        diagnostics = renamed(kept.findings_of(found.findings), names)
        style = renamed(kept.findings_of(found.style), names)
        findings = Findings(tuple(diagnostics), texts.shown_files())
        return Compilation(findings, tuple(style), found.package, tuple(found.sources), tuple(found.undeclared))

    def _begin(self, entry: Path) -> tuple[Texts, str]:
        """The texts of a compilation that begins with the source at this path, and that source's name."""
        texts = Texts(self.settings.folder, self._instead)
        return texts, texts.name_of(entry)

    def _key(self, name: str) -> str:
        """Under which name the compilation of a source is kept."""
        way = "" if self._registry is not None else "\0without plugins"
        return sha256(f"{self.settings.folder}\0{name}{way}".encode(errors="surrogateescape")).hexdigest()[:40]

    def _from_cache(self, texts: Texts, name: str) -> kept.Kept | None:
        """What was kept, if everything that it was made from is still the same; its sources are then read."""
        found = None if self._cache is None else self._cache.read(self._key(name))
        if found is None:
            return None
        for source, stamp in found.sources.items():
            with suppress(OSError):  # where it was missing before, too, its stamp says so
                texts.load(source)
            if texts.stamps[source] != stamp:
                return None
        return found

    def _anew(self, texts: Texts, name: str) -> kept.Kept:
        """Compile, and keep it, unless plugins with problems took part, or it says what may pass by itself."""
        from orchestra_dsl.compile.pipeline import compile_source
        from orchestra_dsl.graph.codec import encode_package
        from orchestra_dsl.workspace.people_findings import nobody_known

        lacking: list[Brought] = []
        if self._registry is None:
            result, whole = compile_source(name, texts.load), True
        else:
            signatures, people = self._registry().signatures(), self._registry().principals()
            known = people or (), self._registry().channels
            result = compile_source(name, texts.load, signatures.found, signatures.records, *known)
            whole = not signatures.problems and not self._registry().problems
            whole = whole and self._people_last(people)
            lacking = not_declared(self._registry(), signatures.records, result.checked.declarations.records)
        package = None if result.package is None else encode_package(result.package)
        found = list(result.diagnostics)
        if whole and result.package is not None and self._registry and not self._registry().directory.each:
            found += nobody_known((each.graph for each in result.package.orchestrations), texts.files)
        found, style = self._judge.told(result.checked, result.sources, found)
        done = kept.Kept(
            environment=self._environment,
            code="",
            sources=texts.stamps,
            findings=kept.keep_findings(found),
            style=kept.keep_findings(style),
            package=package,
            undeclared=lacking,
        )
        lasts = whole and not any(each.code in _PASSING for each in (*found, *style))
        if lasts and self._cache is not None:
            self._cache.write(self._key(name), done, self._named())
        return done

    def _people_last(self, people: Collection[str] | None) -> bool:
        """Whether those who are known stay the same until a file is changed, so that what was found stays true."""
        if self._registry is None or people is None:
            return True
        registry = self._registry()
        return registry.files_of_people() is not None and not registry.directory.troubles()

    @cached_property
    def _judge(self) -> "Judge":
        """What the project wants to be told."""
        from orchestra_dsl.workspace.linting import judge_of

        return judge_of(self.settings, self._registry and self._registry())

    def _named(self) -> list[Path]:
        """The files that `orchestra.toml` names: what plugins make of them shows in the findings."""
        people = () if self._registry is None else self._registry().files_of_people() or ()
        return [*self.settings.plugins, *([self.settings.people] if self.settings.people else ()), *people]


_IMPORT = re.compile(r"""^[ \t]*import[ \t]+"([^"\n]+)\"""", re.MULTILINE)


def importers_first(entries: Sequence[Path]) -> tuple[list[Path], set[Path]]:
    """The sources in an order in which those that no other one imports come first, and those that one does.

    A look at the text is enough for that: a source that is mistaken for another's import is compiled all the same.
    """
    imported: set[Path] = set()
    for entry in entries:
        with suppress(OSError):  # the compiler will say that it cannot be read
            text = entry.read_text(encoding="utf-8", errors="replace")
            imported.update((entry.parent / name).resolve() for name in _IMPORT.findall(text))
    return sorted(entries, key=lambda entry: entry in imported), imported
