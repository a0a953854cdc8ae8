"""What plugins may know of the project that loads them."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs

from orchestra_dsl.plugin.settings import settings_for


@attrs.frozen(kw_only=True)
class Project:
    """The part of `orchestra.toml` that concerns plugins.

    `folder` is where the file lies, `people` the project's file of people, `channels` says which channel stands for
    one that sources name, `allocation` which policy chooses among which people, `record_sources` how often one is
    asked (None: not at all), `settings` are the tables `[settings.NAME]`, one for each plugin.
    """

    folder: Path
    people: Path | None = None
    channels: Mapping[str, str] = attrs.field(factory=dict)
    allocation: Mapping[str, str] = attrs.field(factory=dict)
    record_sources: Mapping[str, timedelta | None] = attrs.field(factory=dict)
    settings: Mapping[str, Mapping[str, Any]] = attrs.field(factory=dict)

    def asks(self, source: str) -> bool:
        """Whether a record source is asked in this project."""
        return self.record_sources.get(source, timedelta()) is not None

    def settings_of(self, plugin: str) -> Mapping[str, Any]:
        """The settings of one plugin: `[settings.crm]`, and `[settings.flows]` for the local `flows.py`.

        Those that are secrets are read from the environment when they are used, which raises BadPlugin.
        """
        name = plugin.removesuffix(".py")
        return settings_for(name, self.settings.get(name, {}))
