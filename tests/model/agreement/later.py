"""Clauses of forms that the sources have not had from the first. Each is drawn from a stream of its own."""

from tests.model.agreement.phrases import Choose, Phrases, Streams

LOCKS = ("press", "press {n}", "press {case.status}", "{case.owner}")
ACTORS = ("case.owner", 'user("ann")', "manager(case.owner) ?? case.owner", 'user("gone")')
RECORDS = ("case", "case", 'find(Case, "2") ?? case')


def _some(choose: Choose, one_in: int) -> bool:
    return bool(choose(range(one_in)) == 0)


def of_run(streams: Streams) -> list[str]:
    """What is said of the run as a whole."""
    choose = streams("allow suspend")
    return [f"allow suspend by {Phrases(choose).people()}"] if _some(choose, 3) else []


def on_cancel(streams: Streams, outputs: list[tuple[str, str]]) -> list[str]:
    """What is done when the run is canceled: steps that may read what others have given, and undo."""
    choose = streams("on cancel")
    if not _some(choose, 3):
        return []
    say = Phrases(choose, outputs)
    return ["on cancel {", *(_on_cancel(say, f"z{number}") for number in range(choose([1, 2, 3]))), "}"]


def _on_cancel(say: Phrases, name: str) -> str:
    choose = say.choose
    calls = [f"f({say.integer()}, {say.text()})", "g(case.owner)", f"run other({say.integer()})"]
    loop = "for each p in case.people" + choose(["", " one by one"])
    clauses = ["", "retry 1 times", "timeout 60s", "as case.owner", "without waiting", "undo back(1)", loop]
    clauses += [f"{each} {say.condition()}" for each in ("only if", "finish when", "start when")]
    step = f"background {name} = {choose(calls)} {{ {choose(clauses)} }}"
    return str(choose([step, step, "undo", "undo back to a"]))


def of_stage(streams: Streams) -> list[str]:
    """Clauses of a stage."""
    return [*_one_at_a_time(streams("one at a time")), *_lock(streams("lock"))]


def _one_at_a_time(choose: Choose) -> list[str]:
    return ["one at a time"] if _some(choose, 4) else []


def _lock(choose: Choose) -> list[str]:
    return [f'lock "{choose(LOCKS)}"'] if _some(choose, 4) else []


def of_people(streams: Streams, done_by: list[str]) -> list[str]:
    """Clauses of an interactive step, beside steps of which it can be read who has done them."""
    choose = streams("exclude who did it")
    return [f"exclude {choose(done_by)}.completed_by"] if done_by and _some(choose, 2) else []


def of_list(streams: Streams) -> list[str]:
    """Clauses of a step with `for each`."""
    return ["may add"] if _some(streams("may add"), 2) else []


def of_records(streams: Streams) -> list[str]:
    """Clauses of an interactive step that name a record."""
    about, locks = streams("about"), streams("locks")
    clauses = [f"about {about(RECORDS)}"] if _some(about, 6) else []
    return clauses + ([f"locks {locks(RECORDS)}{locks(['', ' except assignees'])}"] if _some(locks, 4) else [])


def is_loose(streams: Streams) -> bool:
    """Whether a background step is `without waiting`: nobody can read what it gives, nothing is said of its answer."""
    return _some(streams("without waiting"), 8)


def of_calls(streams: Streams) -> list[str]:
    """Clauses of a background step; the directory knows no user called gone."""
    choose = streams("as")
    return [f"as {choose(ACTORS)}"] if _some(choose, 4) else []
