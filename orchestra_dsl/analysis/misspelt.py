"""Findings about names that are not known: which known one may have been meant, and the fix that writes it."""

from collections.abc import Iterable, Mapping, Sequence

from orchestra_dsl.analysis.show import listed
from orchestra_dsl.diagnostics import Diagnostic, Edit, Fix, did_you_mean, only_nearest
from orchestra_dsl.source import Span
from orchestra_dsl.syntax import nodes as n


def misspelt(
    code: str,
    message: str,
    place: Span,
    name: str,
    known: Iterable[str],
    otherwise: str | None = None,
    *,
    cause: str | None = None,
) -> Diagnostic:
    """Make the finding about `name`; `otherwise` is the hint where no known name is near."""
    others = list(known)
    hint = did_you_mean(name, others) or otherwise
    return Diagnostic(code, message, place, hint=hint, fix=_fix(place, only_nearest(name, others)), cause=cause)


def misspelt_text(code: str, message: str, place: Span, text: str, known: Iterable[str]) -> Diagnostic:
    """Make the finding about a text in quotes that is not in a closed set."""
    others = list(known)
    hint = did_you_mean(text, others)
    meant = only_nearest(text, others)
    fix = _fix(place, None if meant is None else f'"{meant}"')
    return Diagnostic(code, message, place, hint=hint.replace("`", '"') if hint else None, fix=fix)


def meant_instead(unknown: Iterable[str], missing: Sequence[str]) -> dict[str, str]:
    """Tell which missing name each unknown one stands for, where it is near to one or where there is one of each.

    A name that is misspelt is not missing as well: one finding says both.
    """
    found: dict[str, str] = {}
    names = list(dict.fromkeys(unknown))
    for name in names:
        other = only_nearest(name, [each for each in missing if each not in found.values()])
        if other is not None:
            found[name] = other
    if len(names) == len(missing) == 1:
        found.setdefault(names[0], missing[0])
    return found


def unknown_part(
    code: str, message: str, name: n.Name, meant: Mapping[str, str], known: Iterable[str], otherwise: str | None
) -> Diagnostic:
    """Make the finding about an argument or a field that there is not; `meant` are the missing ones meant instead."""
    other = meant.get(name.text)
    if other is None:
        return misspelt(code, message, name.span, name.text, known, otherwise)
    hint = did_you_mean(name.text, [other]) or f"{listed([other])} has no value. Is that what is meant?"
    return Diagnostic(code, message, name.span, hint=hint, fix=_fix(name.span, other))


def _fix(place: Span, meant: str | None) -> Fix | None:
    return Fix(f"Write `{meant}`", [Edit(place, meant)]) if meant is not None else None
