"""What `orchestra lint` says of fixes: those that were made, left out, or could be made."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from orchestra_dsl.cli.patch import show_patch
from orchestra_dsl.diagnostics.diagnostic import Applicability
from orchestra_dsl.diagnostics.render.cells import plain
from orchestra_dsl.workspace.findings import Findings
from orchestra_dsl.workspace.paths import shown

if TYPE_CHECKING:
    from orchestra_dsl.workspace.fixing import Fixed


def say_fixable(findings: Findings) -> None:
    """Say how many of the findings could be fixed, where some could."""
    safe, unsafe = _fixable(findings, Applicability.SAFE), _fixable(findings, Applicability.UNSAFE)
    if safe:
        more = f", and {unsafe} more with --fix --unsafe-fixes" if unsafe else ""
        click.echo(f"{safe} can be fixed with --fix{more}.")
    elif unsafe:
        click.echo(f"{unsafe} can be fixed with --fix --unsafe-fixes; --diff shows how.")


def say_fixed(fixed: "Fixed", *, unsafe: bool, shows: bool, err: bool) -> None:
    """Say, or show, what was fixed, or would be; on standard error where programs read what is printed."""
    if shows:
        from orchestra_dsl.workspace.rewriting import diff

        for each in fixed.files:
            show_patch(diff(shown(each.path), each.before, each.after, "fixed"), sys.stdout)
    for line in _left_out(fixed):
        click.echo(line, err=err)
    for name in fixed.outside:
        click.echo(f"{plain(name)} is no source of this project; it was left as it is.", err=err)
    more = 0 if unsafe else _fixable(fixed.findings, Applicability.UNSAFE)
    can = f" {more} of them can be fixed with --unsafe-fixes." if more else ""
    click.echo(_sentence(fixed, "Would fix" if shows else "Fixed") + can, err=err)


def _fixable(findings: Findings, kind: Applicability) -> int:
    return sum(each.fix is not None and each.fix.applicability is kind for each in findings.diagnostics)


def _sentence(fixed: "Fixed", did: str) -> str:
    left = len(fixed.findings.diagnostics)
    rest = "none is left" if not left else "1 is left" if left == 1 else f"{left} are left"
    if fixed.count:
        return f"{did} {_count(fixed.count, 'finding')} in {_count(len(fixed.files), 'file')}; {rest}."
    return f"Nothing could be fixed; {rest}." if left else "No findings."


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _left_out(fixed: "Fixed") -> Iterator[str]:
    for each in fixed.left_out:
        finding, fix = each.finding, each.finding.fix
        wanted = f" ({fix.message})" if fix else ""
        place = f"{finding.span.file}:{each.line}"
        yield plain(f"{place}: the fix of {finding.code}{wanted} is left out. With it: {each.error.message}")
