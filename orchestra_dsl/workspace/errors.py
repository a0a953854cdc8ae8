"""What a user can put right: one kind of error for whatever a use case refuses."""

from orchestra_dsl.workspace.findings import Findings


class UsageError(Exception):
    """Something is not as it should be, and it is for the user to mend.

    `what` says what is wrong in one sentence, `where` names the file, table or value, `hint` says what to do next.
    Every door shows the three; none of them shows a traceback.
    """

    def __init__(self, what: str, *, where: str | None = None, hint: str | None = None) -> None:
        sentence = f"{where}: {what}" if where else what
        super().__init__(f"{sentence}. {hint}" if hint else sentence)
        self.what = what
        self.where = where
        self.hint = hint


class CompileFailed(Exception):
    """The sources cannot run as they are; `findings` says why."""

    def __init__(self, findings: Findings) -> None:
        errors = [each for each in findings.diagnostics if each.severity == "error"]
        first = f"{errors[0].span.file}: {errors[0].message}" if errors else "nothing was compiled"
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        super().__init__(f"the sources have errors: {first}{more}")
        self.findings = findings
