"""A compilation as it is kept in the cache: plain values in MessagePack, checked against these types when read."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from orchestra_dsl.diagnostics.code import Code, Severity
from orchestra_dsl.diagnostics.codes import CODES
from orchestra_dsl.diagnostics.diagnostic import Applicability, Diagnostic, Edit, Fix, Label
from orchestra_dsl.source import Span
from orchestra_dsl.workspace.brought import Brought

Place = tuple[int, int, str]


class KeptFix(Struct, array_like=True):
    """A fix: its sentence, its edits as (place, text), whether it may be made without asking."""

    message: str
    edits: list[tuple[Place, str]]
    applicability: Applicability


class KeptFinding(Struct, array_like=True):
    """A finding."""

    code: str
    severity: Severity
    message: str
    place: Place
    labels: list[tuple[Place, str]]
    hint: str | None
    fix: KeptFix | None
    guest: tuple[str, str, Severity] | None
    """Title, reason and usual severity of a code that is not ours."""


class Kept(Struct, array_like=True):
    """A compilation with all that it was made from: the name of the stamps of code, and those of sources by name.

    `package` is canonical JSON, None where there were errors. `style` is what the rules of style have found,
    `undeclared` what record sources bring and this does not declare: another source of the project may.
    """

    environment: str
    code: str
    sources: dict[str, str]
    findings: list[KeptFinding]
    style: list[KeptFinding]
    package: bytes | None
    undeclared: list[Brought]


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Kept)


def encode(kept: Kept) -> bytes:
    """The bytes to keep."""
    return _encoder.encode(kept)


def decode(data: bytes) -> Kept | None:
    """What was kept; None for anything that is damaged, or that another version wrote."""
    try:
        kept = _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return kept if all(each.guest or each.code in CODES for each in (*kept.findings, *kept.style)) else None


def keep_findings(diagnostics: Sequence[Diagnostic]) -> list[KeptFinding]:
    """Findings as they are kept."""
    return [
        KeptFinding(
            each.code,
            each.severity,
            each.message,
            _place(each.span),
            [(_place(label.span), label.message) for label in each.labels],
            each.hint,
            None if each.fix is None else _keep_fix(each.fix),
            None if each.code in CODES else (each.title, each.about.why, each.about.severity),
        )
        for each in diagnostics
    ]


def findings_of(kept: Sequence[KeptFinding]) -> list[Diagnostic]:
    """The findings that were kept."""
    return [
        Diagnostic(
            each.code,
            each.message,
            Span(*each.place),
            [Label(Span(*place), message) for place, message in each.labels],
            each.hint,
            None if each.fix is None else _fix(each.fix),
            each.severity,
            about=_about(each),
        )
        for each in kept
    ]


def _about(kept: KeptFinding) -> Code:
    if kept.guest is None:
        return CODES[kept.code]
    title, why, severity = kept.guest
    return Code(code=kept.code, title=title, why=why, severity=severity)


def _place(span: Span) -> Place:
    return (span.start, span.end, span.file)


def _keep_fix(fix: Fix) -> KeptFix:
    return KeptFix(fix.message, [(_place(edit.span), edit.text) for edit in fix.edits], fix.applicability)


def _fix(kept: KeptFix) -> Fix:
    return Fix(kept.message, [Edit(Span(*place), text) for place, text in kept.edits], kept.applicability)
