"""O702: channels that nobody supplies."""

from collections.abc import Collection, Iterable, Iterator

from orchestra_dsl.diagnostics import Diagnostic, did_you_mean
from orchestra_dsl.syntax import nodes as n


def check_channels(modules: Iterable[n.Module], known: Collection[str]) -> list[Diagnostic]:
    """Report every channel after `via` that no plugin supplies and for which no other one stands."""
    return [_unknown(name, known) for module in modules for name in _named(module) if name.text not in known]


def _named(module: n.Module) -> Iterator[n.Name]:
    for node in n.walk(module):
        match node:
            case n.Notify(channels=channels) | n.NotifyVia(channels=channels) | n.NotifyRung(channels=channels):
                yield from channels
            case n.ExpectNotified(channel=channel):
                yield channel
            case _:
                pass


def _unknown(name: n.Name, known: Collection[str]) -> Diagnostic:
    hint = did_you_mean(name.text, known) or (
        f'Install a plugin that does, or write {name.text} = "console" under [channels] in `orchestra.toml`.'
    )
    return Diagnostic("O702", f"No plugin supplies the channel `{name.text}`.", name.span, hint=hint)
