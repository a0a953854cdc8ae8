"""The semantics of the language a second time: small, slow, and written from its rules alone.

Whoever wants to know what an orchestration does reads this package; it shares no code with the interpreter that runs
orchestrations, and `test_agree.py` plays random programs on both and compares all that can be seen of them.

A run is one immutable value (`state.py`). What happens to it is a function from a run to another (`happen.py`): it
notes what has happened, and then `settle.py` goes through the whole run, again and again from the top, and makes the
first change that a rule asks for, until there is none left. Nothing is remembered for speed.

    state.py      what a run is
    world.py      what lies outside: records, people, the clock
    happen.py     each event, in a few lines
    settle.py     the order in which the rules are asked
    control.py    where control goes: decisions, jumps, ends
    stages.py, steps.py, instances.py, calls.py, work_items.py    what stages do
    adding.py     what people add to a list
    turns.py      which step goes on where they go one at a time
    subjects.py   what work items are about, and lock
    resting.py    work items that are suspended
    suspended.py  whole runs that stand still
    guards.py     what withdraws an instance, or closes its work item
    parallels.py, awaits.py, undoing.py                            the other things control waits in
    locks.py      what stages of all runs stand in line for
    asking.py     what is really asked of the world
    failing.py    errors and who takes them
    canceled.py   what is done when a run is canceled
    leaving.py    what is discontinued
    clock.py      what is due when
    conditions.py asking a condition; evaluate.py and the files beside it work out values

Rules are cited by their number in section 4 of the description of the language: "rule 7".
"""
