"""Checking plugins, each in a process of its own: one that hangs, or ends its process, keeps nobody from the others."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from tempfile import TemporaryFile

import attrs

from orchestra_dsl.plugin.manager import plugins_found
from orchestra_dsl.plugin.problems import PluginProblem
from orchestra_dsl.plugin.registry import PluginInfo
from orchestra_dsl.workspace.looking import Answer, Late, heard, told
from orchestra_dsl.workspace.settings import Settings

_PROGRAM = (
    "import json, sys; told = json.load(sys.stdin); sys.path[:] = told['path']; "
    "from orchestra_dsl.workspace.looking import look_at; look_at(told, int(sys.argv[1]))"
)

SILENT = 10.0
"""Seconds more in which a process is to say which plugin it waits for; one that cannot even do that is ended."""


@attrs.frozen
class Checked:
    """The plugins, and what is wrong with them, each alone and all together."""

    plugins: tuple[PluginInfo, ...]
    problems: tuple[PluginProblem, ...]


def check_plugins(settings: Settings, seconds: float) -> Checked:
    """Look at every plugin that is installed or local. Each gets so many seconds."""
    plugins: list[PluginInfo] = []
    problems: list[PluginProblem] = []
    whole: list[PluginInfo] = []
    for info in plugins_found(settings.plugins):
        answer = _look(settings, [info], seconds)
        if isinstance(answer, Answer):
            plugins += answer.plugins
            whole.append(info)
            problems += [each for each in answer.problems if each.plugin == info.name]
        else:
            plugins.append(info)
            problems.append(PluginProblem(info.name, *_said(answer), _hint(info)))
    lost = len(whole) < len(plugins)
    if whole or not lost:
        problems += _together(settings, whole, seconds * max(1, len(whole)), problems)
    return Checked(tuple(plugins), tuple(problems))


def _together(
    settings: Settings, whole: Sequence[PluginInfo], seconds: float, alone: Sequence[PluginProblem]
) -> list[PluginProblem]:
    """What is wrong with plugins together that was not wrong with one alone. Those lost alone are not there."""
    answer = _look(settings, whole, seconds)
    if isinstance(answer, Answer):
        # What nobody seems to supply may be what a lost one would.
        lost = any(each.plugin not in [info.name for info in whole] for each in alone)
        return [each for each in answer.problems if each not in alone and not (lost and not each.plugin)]
    names = ", ".join(info.name for info in whole)
    what, where = _said(answer)
    if isinstance(answer, str):
        return [PluginProblem("", f"the plugins {names} together: {what}", where)]
    hint = next((_hint(info) for info in whole if info.name == answer.plugin), None)
    return [PluginProblem(answer.plugin, f"{what}, together with {names}", where, hint)]


def _said(answer: Late | str) -> tuple[str, str | None]:
    """What is said of one that has not answered, and where."""
    if isinstance(answer, str):
        return answer, None
    return f"it has not come back within {answer.seconds:g} seconds from {answer.doing}", answer.where


def _hint(info: PluginInfo) -> str:
    take = "take it out of `plugins` in orchestra.toml" if info.origin == "local" else "uninstall its package"
    return f"Every command that loads it ends, or waits, there. Mend it, or {take}."


def _look(settings: Settings, plugins: Sequence[PluginInfo], seconds: float) -> Answer | Late | str:
    """What a process says of plugins; or what has become of it."""
    with TemporaryFile() as answers:
        command = [sys.executable, "-P", "-c", _PROGRAM, str(answers.fileno())]
        process = subprocess.Popen(  # noqa: S603 - it is this program itself
            command, stdin=subprocess.PIPE, stdout=2, pass_fds=[answers.fileno()], start_new_session=True
        )
        try:
            wanted = told(settings.file or settings.folder, plugins, seconds)
            process.communicate(wanted.encode(), timeout=seconds + SILENT)
        except subprocess.TimeoutExpired:
            return f"it has not come back within {seconds:g} seconds"
        finally:
            _end(process)
        answers.seek(0)
        return _answer(answers.read(), process.returncode)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a process that has not ended by itself, and all that it has started."""
    if process.returncode is None:
        with suppress(ProcessLookupError, PermissionError):  # it has ended just now
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _answer(text: bytes, code: int) -> Answer | Late | str:
    try:
        return heard(text.decode())
    except ValueError:
        how = f"by {signal.Signals(-code).name}" if code < 0 else f"with exit code {code}"
        return f"it has ended the process that imported it, {how}"
