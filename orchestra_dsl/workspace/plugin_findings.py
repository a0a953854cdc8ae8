"""What is wrong with plugins, as findings beside those of the sources."""

import re
from collections.abc import Iterable

from orchestra_dsl.diagnostics.diagnostic import Diagnostic
from orchestra_dsl.plugin.problems import Kind, PluginProblem
from orchestra_dsl.source import SourceFile, Span
from orchestra_dsl.workspace.findings import Findings
from orchestra_dsl.workspace.paths import shown
from orchestra_dsl.workspace.settings import FILE_NAME, Settings
from orchestra_dsl.workspace.toml_lines import number_of_keys

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

_QUOTED = re.compile(r"""(["'])(.*?)\1""")
_NOT_SUPPLIED = ("O701", "O702")


def plugin_findings(settings: Settings, problems: Iterable[PluginProblem]) -> Findings:
    """The problems as findings, at the place in `orchestra.toml` that names the plugin, where it does."""
    name = shown(settings.file) if settings.file is not None else FILE_NAME
    problems = list(problems)
    file = SourceFile(name, _covered(settings.text, [each.keys for each in problems if each.keys]))
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
    span = _setting(file, problem.keys) or _span(file, problem.plugin or problem.name or "")
    return Diagnostic(_CODES[problem.kind], message, span, hint=problem.hint)


def _covered(text: str, wrong: Iterable[tuple[str, ...]]) -> str:
    """The text as it is shown: what is wrong as the name of a variable may be the secret itself."""
    lines = text.splitlines(keepends=True)
    for keys in wrong:
        if number := number_of_keys(text, ("settings", *keys)):
            key, equals, value = lines[number - 1].partition("=")
            lines[number - 1] = f"{key}{equals}{_QUOTED.sub(_stars, value)}"
    return "".join(lines)


def _stars(quoted: re.Match[str]) -> str:
    return f"{quoted[1]}{'*' * len(quoted[2])}{quoted[1]}"


def _setting(file: SourceFile, keys: tuple[str, ...]) -> Span | None:
    """The line of a plugin's setting, where one is wrong and the file has it."""
    number = number_of_keys(file.text, ("settings", *keys)) if keys else 0
    if not number:
        return None
    lines = file.text.splitlines(keepends=True)
    begin, line = sum(map(len, lines[: number - 1])), lines[number - 1]
    return Span(begin + len(line) - len(line.lstrip()), begin + len(line.rstrip()), file.name)


def _span(file: SourceFile, plugin: str) -> Span:
    """Where the file names a local plugin, or what it asks for: `"flows.py"`; for others its beginning."""
    name = re.escape(plugin)
    for written in (f'"{name}"', f"'{name}'", f"/{name}", rf"(?<![\w\"'/.-]){name}(?![\w\"'/.-])"):
        found = re.search(written, file.text)
        if found is not None:
            return Span(found.start(), found.end(), file.name)
    return Span(0, 0, file.name)
