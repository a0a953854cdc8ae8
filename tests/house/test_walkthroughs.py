"""The tutorials do what they say."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestra_dsl.cli import main
from tests.house.checkout import ROOT
from tests.house.walkthrough import File, Ids, read, timeless

PAGES = ["first_orchestration", "first_flow"]


def said(words: list[str], capfd: pytest.CaptureFixture[str]) -> str:
    """What a command says, on both of its streams."""
    if words[0] == "orchestra":
        main(words[1:])
    else:
        assert words[0] == "python"
        alone = {
            **os.environ,
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTEST_PLUGINS": "orchestra_dsl.testing.pytest_plugin",
        }
        subprocess.run([sys.executable, *words[1:]], env=alone, check=False)
    captured = capfd.readouterr()
    return captured.err + captured.out


@pytest.mark.parametrize("name", PAGES)
def test_every_command_of_a_tutorial_says_what_the_page_says(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ORCHESTRA_CACHE", "off")
    ids, typed = Ids(), 0
    for each in read(ROOT / "docs" / f"{name}.md"):
        if isinstance(each, File):
            (tmp_path / each.name).write_text(each.text, encoding="utf-8")
            continue
        typed += 1
        lines = said(ids.meant(each.words), capfd).splitlines()
        ids.learn("\n".join(each.said), "\n".join(lines))
        assert sorted(timeless(lines)) == sorted(timeless(each.said)), (each.words, lines)
    assert typed > 4
