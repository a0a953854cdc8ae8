"""Texts that a plugin's code says, as they can be kept."""


def storable(text: str) -> str:
    """The text with a `?` for each half of a character, which no store, file and terminal takes."""
    return text.encode("utf-8", "replace").decode("utf-8")
