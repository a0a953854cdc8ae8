"""Orchestra: long-running business processes as text, checked and run durably.

Importing this package imports nothing else: every public name is loaded when it is
first asked for, so that `orchestra --version` and a worker pay only for what they use.
"""

TYPE_CHECKING = False  # type checkers take it for typing's; importing typing costs 6 ms

if TYPE_CHECKING:
    from orchestra_dsl._version import __version__

__all__ = ["__version__"]

# Public name -> module that defines it. The imports above say the same to type checkers.
_HOMES = {
    "__version__": "orchestra_dsl._version",
}


if not TYPE_CHECKING:  # else a checker would take every name for a public one

    def __getattr__(name: str) -> object:
        """Load a public name from its module on first use."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module  # noqa: PLC0415 - costs start-up, so only on first use

        value = getattr(import_module(_HOMES[name]), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    """Return the names that `dir()` and completion offer, loaded or not."""
    return sorted(set(globals()) | set(_HOMES))
