"""What tests of loading load: local files with these texts, or plugins that are given."""

from pathlib import Path
from typing import Any

from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.plugin.registry import Registry

GOOD = '''
from orchestra_dsl.plugin import flow

@flow("good")
def good(text: str) -> None:
    """Fine."""
'''


def load(tmp_path: Path, *texts: str, people: str | None = None) -> Registry:
    """What local files with these texts supply."""
    files = []
    for number, text in enumerate(texts, 1):
        file = tmp_path / (f"flows{number}.py" if number > 1 else "flows.py")
        file.write_text(text, encoding="utf-8")
        files.append(file)
    if people is not None:
        (tmp_path / "people.toml").write_text(people, encoding="utf-8")
    project = Project(folder=tmp_path, people=None if people is None else tmp_path / "people.toml")
    return load_plugins(project, files, installed=False)


def given_plugins(*plugins: Any) -> Registry:
    """What plugins supply that are given, p1, p2 and so on."""
    named = [(f"p{number}", plugin) for number, plugin in enumerate(plugins, 1)]
    return load_plugins(Project(folder=Path()), installed=False, given=named)
