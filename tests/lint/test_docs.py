"""The page on linting says what the linter does."""

import re
from pathlib import Path
from types import SimpleNamespace

import attrs
import pytest

from orchestra_dsl import Project
from orchestra_dsl.lint import Source
from orchestra_dsl.workspace.settings import read_settings

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "linting.md").read_text(encoding="utf-8")
SOURCE = """\
screen look(order: text) -> {{ seen: boolean }}

orchestration handle(order: text) "Handle" {{
{inside}
}}
"""
STEP = '  stage desk "Desk" { interactive {name} = look(order) "Look" { assign to user("ann") {clause} } }'


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORCHESTRA_CACHE", str(tmp_path / "cache"))


def snippets(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def project(folder: Path, inside: str, settings: str = "") -> Project:
    (folder / "main.orch").write_text(SOURCE.format(inside=inside), encoding="utf-8")
    (folder / "rules.py").write_text(snippets("python")[0], encoding="utf-8")
    (folder / "orchestra.toml").write_text(
        f'plugins = ["rules.py"]\n[lint]\nO608 = "off"\n{settings}', encoding="utf-8"
    )
    return Project.load(folder)


def told(folder: Path, inside: str, settings: str = "") -> list[tuple[str, str]]:
    return [(each.code, each.message) for each in project(folder, inside, settings).check().diagnostics]


def step(name: str = "fix", clause: str = "") -> str:
    return STEP.replace("{name}", name).replace("{clause}", clause)


def test_the_levels_of_the_page_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "orchestra.toml").write_text(snippets("toml")[0], encoding="utf-8")
    levels = read_settings(tmp_path / "orchestra.toml").lint
    assert levels.levels["O8"] == "error"
    assert levels.options["O803"] == {"steps": 20}


def test_the_comments_of_the_page_allow_what_they_say(tmp_path: Path) -> None:
    allowed = snippets("orch")[0]
    found = told(tmp_path, f"  log order\n{allowed}")
    assert [code for code, _ in found if code in ("O802", "O891", "O892", "O893")] == []


def test_the_rule_of_the_page_finds_what_it_says(tmp_path: Path) -> None:
    assert told(tmp_path, step()) == [("acme/due", "`fix` is never due.")]
    assert told(tmp_path, step(clause="due in 2d { }")) == []
    assert told(tmp_path, step("archive")) == []


def test_the_options_of_the_page_are_set_as_it_says(tmp_path: Path) -> None:
    (setting,) = re.findall(r'`("acme/due" = \{ except = .*? \})`', PAGE)
    assert told(tmp_path, step("file_away"), setting) == []
    assert told(tmp_path, step("archive"), setting) == [("acme/due", "`archive` is never due.")]


def test_the_rules_of_a_module_are_asked_as_the_page_says(tmp_path: Path) -> None:
    (tmp_path / "main.orch").write_text(SOURCE.format(inside=step()), encoding="utf-8")
    namespace: dict[str, object] = {}
    exec(snippets("python")[0], namespace)  # noqa: S102 - it is the page's own
    module = SimpleNamespace(due=namespace["due"])
    found = Project.load(tmp_path, plugins=[("acme", module)]).check().diagnostics
    assert "acme/due" in [each.code for each in found]


def test_the_page_names_what_a_source_has() -> None:
    named = set(re.findall(r"`source\.(\w+)", PAGE))
    has = {field.name for field in attrs.fields(Source)} | set(vars(Source))
    assert named == {name for name in has if not name.startswith("_")}
