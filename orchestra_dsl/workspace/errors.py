"""What a user can put right: one kind of error for whatever a use case refuses."""


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
