"""Writing XML: every text of a user goes through here."""

from collections.abc import Mapping

from orchestra_dsl.drawing.lines import plain

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


def escaped(text: str) -> str:
    """A text as it may stand between tags and in attributes, without characters that XML does not have."""
    return plain(text).translate(_ESCAPES)


def number(value: float) -> str:
    """A number as short as it can be: at most two places, no zeros at the end."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def tag(name: str, attributes: Mapping[str, str | float], content: str | None = None) -> str:
    """An element; `content` is XML already."""
    written = "".join(
        f' {key}="{escaped(value) if isinstance(value, str) else number(value)}"' for key, value in attributes.items()
    )
    return f"<{name}{written}/>" if content is None else f"<{name}{written}>{content}</{name}>"
