"""The channels: one for mail, one for each service, and one that goes the way that each person prefers."""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestra_dsl.plugin import Channel, Context, Notification
from orchestra_notify.settings import PREFERRED, read_settings

if TYPE_CHECKING:
    from orchestra_notify.post import Post


def channels_of(table: Mapping[str, Any], folder: Path) -> list[Channel[..., Any]]:
    """The channels that [settings.notify] describes. What sends is loaded with the first message. Raises BadPlugin."""
    settings = read_settings(table)
    made: list[Post] = []
    turn = threading.Lock()

    def post() -> "Post":
        from orchestra_notify.post import Post  # noqa: PLC0415 - templates and mail are slow to load

        with turn:
            if not made:
                made.append(Post(settings, folder))
        return made[0]

    return [_channel(name, post) for name in (*settings.ways, PREFERRED)]


def _channel(name: str, post: "Callable[[], Post]") -> Channel[..., Any]:
    def tell(notification: Notification, context: Context) -> None:
        post().tell(name, notification, context)

    return Channel(name, tell)
