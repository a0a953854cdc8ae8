"""Who there is while it is measured. No compiler is loaded for that: a process that only runs stores has none."""

from orchestra_dsl.runtime import Acting

ANN = Acting("user:ann", "bench")

SMALL = 20
"""Half of the work of a crowd is for one group, the rest for so many others; ann is in that and in two of these."""

OF_CROWD = {
    "users": {"ann": {}, "bob": {}},
    "groups": {"Support": ["ann"], "Team0": ["ann"], "Team1": ["ann"]}
    | {f"Team{number}": ["bob"] for number in range(2, SMALL)},
}
