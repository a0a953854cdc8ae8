"""Findings about names that are not known: which known one may have been meant, and the fix that writes it."""

from collections.abc import Iterable

from orchestra_dsl.diagnostics import Diagnostic, Edit, Fix, did_you_mean, nearest
from orchestra_dsl.source import Span


def misspelt(
    code: str, message: str, place: Span, name: str, known: Iterable[str], otherwise: str | None = None
) -> Diagnostic:
    """Make the finding about `name`; `otherwise` is the hint where no known name is near."""
    others = list(known)
    return Diagnostic(
        code, message, place, hint=did_you_mean(name, others) or otherwise, fix=_fix(place, nearest(name, others))
    )


def misspelt_text(code: str, message: str, place: Span, text: str, known: Iterable[str]) -> Diagnostic:
    """Make the finding about a text in quotes that is not in a closed set."""
    others = list(known)
    hint = did_you_mean(text, others)
    fix = _fix(place, [f'"{other}"' for other in nearest(text, others)])
    return Diagnostic(code, message, place, hint=hint.replace("`", '"') if hint else None, fix=fix)


def _fix(place: Span, near: list[str]) -> Fix | None:
    return Fix(f"Write `{near[0]}`", [Edit(place, near[0])]) if near else None
