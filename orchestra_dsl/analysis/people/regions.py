"""O606: holidays of a country or a region that the package `holidays` does not know, or that cannot be looked up."""

from collections.abc import Iterator

from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.diagnostics.suggest import did_you_mean
from orchestra_dsl.syntax import nodes as n


def check_region(calendar: n.Calendar) -> Iterator[Diagnostic]:
    """Report what is wrong with the regions that a calendar names. The package is loaded only where there is one."""
    for clause in calendar.clauses:
        if isinstance(clause, n.Holidays):
            yield from _check(clause.region)


def _check(region: n.TextLiteral) -> Iterator[Diagnostic]:
    try:
        import holidays
    except ImportError:
        hint = "Install it: pip install 'orchestra-dsl[calendars]'."
        yield Diagnostic(
            "O606", "Holidays need the package `holidays`, which is not installed.", region.span, hint=hint
        )
        return
    country, dash, subdivision = region.value.partition("-")
    message = f'There are no holidays called "{region.value}".'
    try:
        parts = holidays.country_holidays(country).subdivisions
    except (NotImplementedError, KeyError):
        known = holidays.list_supported_countries(include_aliases=False)
        hint = did_you_mean(country, known) or 'Write the ISO code of a country, and of a region: "DE" or "DE-BE".'
        yield Diagnostic("O606", message, region.span, hint=hint)
        return
    if dash and subdivision not in parts:
        known_parts = [f"{country}-{each}" for each in parts]
        hint = did_you_mean(region.value, known_parts) or f"Regions of {country}: {', '.join(known_parts) or 'none'}."
        yield Diagnostic("O606", message, region.span, hint=hint)
