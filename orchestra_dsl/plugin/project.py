"""What plugins may know of the project that loads them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from orchestra_dsl.plugin.settings import settings_for


@attrs.frozen(kw_only=True)
class Project:
    """The part of `orchestra.toml` that concerns plugins.

    `folder` is where the file lies, `people` the project's file of people, `channels` says which channel stands for
    one that sources name, `allocation` which policy chooses among which people, `settings` are the tables
    `[settings.NAME]`, one for each plugin.
    """

    folder: Path
    people: Path | None = None
    channels: Mapping[str, str] = attrs.field(factory=dict)
    allocation: Mapping[str, str] = attrs.field(factory=dict)
    settings: Mapping[str, Mapping[str, Any]] = attrs.field(factory=dict)

    def settings_of(self, plugin: str) -> Mapping[str, Any]:
        """The settings of one plugin: `[settings.crm]`, and `[settings.flows]` for the local `flows.py`.

        Those that are secrets are read from the environment when they are used, which raises BadPlugin.
        """
        name = plugin.removesuffix(".py")
        return settings_for(name, self.settings.get(name, {}))
