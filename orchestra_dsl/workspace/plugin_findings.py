"""What is wrong with plugins, as findings beside those of the sources."""

import re
from collections.abc import Iterable

from orchestra_dsl.diagnostics.diagnostic import Diagnostic
from orchestra_dsl.plugin.problems import Kind, PluginProblem
from orchestra_dsl.source import SourceFile, Span
from orchestra_dsl.workspace.findings import Findings
from orchestra_dsl.workspace.paths import shown
from orchestra_dsl.workspace.settings import FILE_NAME, Settings

_CODES: dict[Kind, str] = {
    "load": "O704",
    "signature": "O704",
    "people": "O704",
    "twice": "O705",
    "channel": "O702",
    "policy": "O707",
    "source": "O708",
    "record": "O709",
}

_NOT_SUPPLIED = ("O701", "O702")


def plugin_findings(settings: Settings, problems: Iterable[PluginProblem]) -> Findings:
    """The problems as findings, at the place in `orchestra.toml` that names the plugin, where it does."""
    name = shown(settings.file) if settings.file is not None else FILE_NAME
    file = SourceFile(name, settings.text)
    diagnostics = [_finding(file, problem) for problem in problems]
    return Findings(tuple(diagnostics), {name: file} if settings.file is not None and diagnostics else {})


def without_echoes(findings: Findings, problems: Iterable[PluginProblem]) -> Findings:
    """Leave out that nobody supplies what a plugin that is broken may supply, or two supply."""
    broken = [each for each in problems if each.kind in ("load", "signature", "twice")]
    if any(each.name is None and each.kind == "load" for each in broken):
        kept = [each for each in findings.diagnostics if each.code not in _NOT_SUPPLIED]
    else:
        names = [f"`{each.name}`" for each in broken if each.name is not None]
        kept = [
            each
            for each in findings.diagnostics
            if each.code not in _NOT_SUPPLIED or not any(name in each.message for name in names)
        ]
    return Findings(tuple(kept), findings.sources)


def _finding(file: SourceFile, problem: PluginProblem) -> Diagnostic:
    place = f" ({problem.where})" if problem.where else ""
    owner = f"The plugin {problem.plugin}: " if problem.plugin else ""
    message = f"{owner}{problem.what}{place}."
    return Diagnostic(
        _CODES[problem.kind], message, _span(file, problem.plugin or problem.name or ""), hint=problem.hint
    )


def _span(file: SourceFile, plugin: str) -> Span:
    """Where the file names a local plugin, or what it asks for: `"flows.py"`; for others its beginning."""
    name = re.escape(plugin)
    for written in (f'"{name}"', f"'{name}'", f"/{name}", rf"(?<![\w\"'/.-]){name}(?![\w\"'/.-])"):
        found = re.search(written, file.text)
        if found is not None:
            return Span(found.start(), found.end(), file.name)
    return Span(0, 0, file.name)
