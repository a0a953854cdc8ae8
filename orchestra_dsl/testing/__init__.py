"""The kit for the tests of plugins and projects: what authors import, and a plugin of pytest.

    from orchestra_dsl.testing import Kit, Returned

    def test_a_case_is_classified() -> None:
        assert Kit(my_plugin).call("crm.classify", {"case": case}) == Returned({"severity": "S1"})

`Kit` calls what a plugin supplies, without an engine. `Trial` runs a project in memory, on a clock that the test moves.
The plugin of pytest makes both (`orchestra_kit`, `orchestra_trial`) and takes the scenarios of sources for tests.

Pytest imports this package wherever it is installed, so every name is loaded when it is first asked for.
"""

TYPE_CHECKING = False  # type checkers take it for typing's

if TYPE_CHECKING:
    from orchestra_dsl.plugin.context import Notification
    from orchestra_dsl.plugin.invocation import Answered, Failed, Postponed, Returned
    from orchestra_dsl.plugin.kit import Kit
    from orchestra_dsl.testing.calling import Called
    from orchestra_dsl.testing.fixtures import MakeKit, MakeTrial
    from orchestra_dsl.testing.trial import Trial, TrialFailed

__all__ = [
    "Answered",
    "Called",
    "Failed",
    "Kit",
    "MakeKit",
    "MakeTrial",
    "Notification",
    "Postponed",
    "Returned",
    "Trial",
    "TrialFailed",
]

_HOMES = {
    "Answered": "orchestra_dsl.plugin.invocation",
    "Called": "orchestra_dsl.testing.calling",
    "Failed": "orchestra_dsl.plugin.invocation",
    "Kit": "orchestra_dsl.plugin.kit",
    "MakeKit": "orchestra_dsl.testing.fixtures",
    "MakeTrial": "orchestra_dsl.testing.fixtures",
    "Notification": "orchestra_dsl.plugin.context",
    "Postponed": "orchestra_dsl.plugin.invocation",
    "Returned": "orchestra_dsl.plugin.invocation",
    "Trial": "orchestra_dsl.testing.trial",
    "TrialFailed": "orchestra_dsl.testing.trial",
}


if not TYPE_CHECKING:  # else a checker would take every name for a public one

    def __getattr__(name: str) -> object:
        """Load a public name from its module on first use."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module(_HOMES[name]), name)
        globals()[name] = value
        return value
