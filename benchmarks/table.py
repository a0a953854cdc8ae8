"""The table, as Markdown that is readable as it is."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from benchmarks.figures import Figure, Row, Values

WIDTH = 120
HEADS = ("what", "at least", "aim", "measured (spread, n)", "", "times as good as")
PEER_HEADS = ("what", "peer", "measured (spread, n)", "Orchestra is better by")


def lines_of(figure: Figure) -> Iterator[str]:
    """One figure while the others are still to come."""
    verdict = f"  {figure.verdict}" if figure.verdict else ""
    yield f"{figure.what:<62} {_spread(figure.values)}{verdict}"
    for name, beside in figure.beside.items():
        yield f"    {name:<58} {beside if isinstance(beside, str) else f'{_spread(beside)}, {_times(figure, beside)}'}"


def table(measured: Sequence[tuple[Row, Sequence[Figure]]], machine: Iterable[str]) -> str:
    """Everything: the figures with their targets, the same beside the peers, and what each row includes."""
    figures = [figure for _, of_row in measured for figure in of_row]
    parts = [*machine, "", _drawn(HEADS, [_cells(figure) for figure in figures])]
    beside = [_peer_cells(figure, name, peer) for figure in figures for name, peer in figure.beside.items()]
    if beside:
        parts += ["", _drawn(PEER_HEADS, beside)]
    parts += ["", f"Medians, in brackets the least and the greatest of n samples. {_count(figures)}", ""]
    for row, _ in measured:
        parts += textwrap.wrap(f"- {row.name}: {row.includes}", WIDTH, subsequent_indent="  ", break_long_words=False)
    return "\n".join(parts)


def _cells(figure: Figure) -> tuple[str, ...]:
    what = f"… {figure.what.strip()}" if figure.what.startswith(" ") else figure.what
    target = figure.target
    least, aim = ("", "") if target is None else (_wanted(target.at_least, figure), _wanted(target.aim, figure))
    return what, least, aim, _spread(figure.values), figure.verdict, _beside(figure)


def _beside(figure: Figure) -> str:
    """Each peer that has a figure, by name, the best one first."""
    ratios = [
        (figure.times_better(peer), name.rsplit(" ", 1)[0].split(":")[0])
        for name, peer in figure.beside.items()
        if isinstance(peer, Values)
    ]
    return ", ".join(f"{name} {number(ratio)}" for ratio, name in sorted(ratios))


def _wanted(value: float, figure: Figure) -> str:
    return f"{number(value)} {figure.values.unit}".strip()


def _peer_cells(figure: Figure, name: str, peer: Values | str) -> tuple[str, ...]:
    what = figure.what.strip()
    return (what, name, peer, "") if isinstance(peer, str) else (what, name, _spread(peer), _times(figure, peer))


def _times(figure: Figure, peer: Values) -> str:
    return f"{number(figure.times_better(peer))} times"


def _spread(values: Values) -> str:
    samples = values.samples
    said = f"{number(values.median)} {values.unit}"
    if len(samples) > 1:
        said += f" ({number(min(samples))} to {number(max(samples))}, {len(samples)})"
    return f"{said}; {values.note}" if values.note else said


def number(value: float) -> str:
    """Three digits that count, or all before the point."""
    if abs(value) >= 100:  # noqa: PLR2004 - three digits
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) >= 1 else f"{value:.2g}"


def _count(figures: Iterable[Figure]) -> str:
    verdicts = [figure.verdict for figure in figures if figure.target is not None]
    if not verdicts:
        return "None of these has a target."
    return (
        f"Of {len(verdicts)} figures with a target, {verdicts.count('aim')} are as good as is aimed for, "
        f"{verdicts.count('met')} as good as they have to be, {verdicts.count('SHORT')} fall SHORT of it."
    )


def _drawn(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[place]) for row in [heads, *rows]) for place in range(len(heads))]
    lines = [heads, ["-" * width for width in widths], *rows]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    )
