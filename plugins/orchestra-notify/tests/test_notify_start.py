"""What a project does not use it does not pay for."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SHOWN = """
import json, sys
from pathlib import Path
from orchestra_dsl.workspace.project import Project
registry = Project.load(Path(sys.argv[1])).registry
assert not registry.check(), registry.check()
print(json.dumps([registry.channels, sorted(sys.modules)]))
"""


@pytest.mark.parametrize(
    ("table", "channels"),
    [
        ("", ["console", "memory"]),
        (
            '[settings.notify.email]\nhost = "h"\nsender = "o@example.com"\n[settings.notify.services.sms]\nurl = ""\n',
            ["console", "email", "memory", "preferred", "sms"],
        ),
    ],
)
def test_what_sends_is_loaded_with_the_first_message(tmp_path: Path, table: str, channels: list[str]) -> None:
    (tmp_path / "orchestra.toml").write_text(table, encoding="utf-8")
    command = [sys.executable, "-c", SHOWN, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    found, modules = json.loads(done.stdout)
    assert found == channels
    assert {"apprise", "jinja2", "smtplib", "sqlalchemy", "requests"}.isdisjoint(modules)
    assert ("orchestra_notify.channels" in modules) == bool(table)
