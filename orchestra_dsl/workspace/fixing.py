"""The use case of `orchestra lint --fix`: fixes made round by round, until none is left, and written at the end.

A round makes all fixes that do not touch each other, and checks the project anew. Where that leads to an error that was
not there, the fixes are halved until the one that brings it about stands alone; that one is left out.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs

from orchestra_dsl.diagnostics.diagnostic import Applicability, Diagnostic, Edit
from orchestra_dsl.diagnostics.edits import Range, apart, edited
from orchestra_dsl.workspace.checking import by_project
from orchestra_dsl.workspace.discovery import folder_of, project_of
from orchestra_dsl.workspace.findings import Findings, together
from orchestra_dsl.workspace.harm import harm_of
from orchestra_dsl.workspace.project import Project
from orchestra_dsl.workspace.rewriting import ENCODING, Rewritten, rewrite, target_of

ROUNDS = 10
"""The most rounds: enough for fixes that wait for each other, and an end for fixes that undo each other."""


@attrs.frozen
class LeftOut:
    """A finding whose fix would have led to an error: the line it is on, and the error."""

    finding: Diagnostic
    line: int
    error: Diagnostic


@attrs.frozen
class Fixed:
    """What came of it: how many findings were fixed, in which files, what was left out, and all that are left."""

    count: int
    files: tuple[Rewritten, ...]
    left_out: tuple[LeftOut, ...]
    outside: tuple[str, ...]
    """Files that could be fixed, but are no sources of the project."""
    findings: Findings


def fix_paths(paths: Sequence[Path], *, unsafe: bool, write: bool) -> Fixed:
    """Fix the sources at these paths, and those that they import, as far as they belong to the same project.

    Without `unsafe` only fixes that are safe are made, without `write` no file is changed. Raises UsageError.
    """
    folders = [folder_of(path) for path in paths]
    done = [_Fixing(Project(settings), sources, folders, unsafe=unsafe) for settings, sources in by_project(paths)]
    findings = together(each.run() for each in done)
    files = tuple(file for each in done for file in each.rewritten())
    if write:
        rewrite(files)
    left_out = tuple(one for each in done for one in each.left_out.values())
    written = {file.path for file in files}
    outside = sorted({name for each in done for name in each.outside if Path(name).resolve() not in written})
    return Fixed(sum(each.count for each in done), files, left_out, tuple(outside), findings)


class _Fixing:
    """The rounds in one project."""

    def __init__(self, project: Project, sources: Sequence[Path], folders: Sequence[Path], *, unsafe: bool) -> None:
        self.project = project
        self.sources = sources
        self.folders = folders
        self.unsafe = unsafe
        self.count = 0
        self.left_out: dict[tuple[str, ...], LeftOut] = {}
        self.outside: set[str] = set()
        self._paths: dict[str, Path | None] = {}
        self._before: dict[Path, bytes] = {}
        self._texts: dict[Path, bytes] = {}

    def run(self) -> Findings:
        """Go round until nothing is left to be fixed; the findings that are left then."""
        findings = self.project.check(self.sources)
        for _ in range(ROUNDS):
            wanted = {id(each.fix): each for each in findings.diagnostics if self._is_wanted(each, findings)}
            fixes = apart([each.fix for each in wanted.values() if each.fix])
            if not fixes:
                break
            made = self.count
            findings = self._round([wanted[id(fix)] for fix in fixes], findings)
            if self.count > made:
                self.left_out.clear()  # what does harm now may do none when the others are made
        return findings

    def rewritten(self) -> list[Rewritten]:
        """The files whose texts have changed."""
        texts = self._texts.items()
        return [Rewritten(path, self._before[path], text) for path, text in texts if text != self._before[path]]

    def _round(self, wanted: list[Diagnostic], before: Findings) -> Findings:
        """Make these fixes but for those that do harm; the findings after it."""
        good: list[Diagnostic] = []
        after, texts = before, dict(self._texts)
        waiting = [wanted]
        while waiting:
            chunk = waiting.pop()
            tried, written = self._edited(before, [*good, *chunk])
            found = self.project.check(self.sources, self._texts | tried)
            error = harm_of(before, found, written)
            if error is None:
                good, after, texts = [*good, *chunk], found, self._texts | tried
            elif len(chunk) == 1:
                self.left_out[_key(chunk[0], before)] = LeftOut(chunk[0], _line(chunk[0], before), error)
            else:
                half = len(chunk) // 2
                waiting += [chunk[half:], chunk[:half]]
        self._texts = texts
        self.count += len(good)
        return after

    def _edited(
        self, findings: Findings, fixed: Sequence[Diagnostic]
    ) -> tuple[dict[Path, bytes], Mapping[str, Sequence[Range]]]:
        """The texts that these fixes lead to, and where in them they have written."""
        by_file: dict[str, list[Edit]] = {}
        for edit in (edit for each in fixed if each.fix for edit in each.fix.edits):
            by_file.setdefault(edit.span.file, []).append(edit)
        texts: dict[Path, bytes] = {}
        written: dict[str, Sequence[Range]] = {}
        for name, edits in by_file.items():
            path, text = self._path(name), findings.sources[name].text
            if path is not None:
                done = edited(text, edits)
                self._before.setdefault(path, text.encode(*ENCODING))
                texts[path], written[name] = done.text.encode(*ENCODING), done.written
        return texts, written

    def _is_wanted(self, finding: Diagnostic, findings: Findings) -> bool:
        fix = finding.fix
        if fix is None or not (self.unsafe or fix.applicability is Applicability.SAFE):
            return False
        files = {edit.span.file for edit in fix.edits}
        outside = {name for name in files & findings.sources.keys() if not self._path(name)}
        self.outside |= outside
        if outside or not files <= findings.sources.keys():
            return False
        return _key(finding, findings) not in self.left_out

    def _path(self, name: str) -> Path | None:
        """The real path of a source; None for what is no source of this project."""
        if name not in self._paths:
            path, folder = target_of(Path(name), self.folders), self.project.settings.folder
            ours = path is not None and path.is_relative_to(folder) and project_of(path).folder == folder
            self._paths[name] = path if ours else None
        return self._paths[name]


def _line(finding: Diagnostic, findings: Findings) -> int:
    return findings.sources[finding.span.file].position(finding.span.start).line


def _key(finding: Diagnostic, findings: Findings) -> tuple[str, ...]:
    """What a finding is known by in another round, when it may stand elsewhere."""
    text = findings.sources[finding.span.file].line_text(_line(finding, findings))
    return finding.span.file, finding.code, finding.message, text
