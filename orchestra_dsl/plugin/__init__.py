"""Plugins: the hooks that the product grows through, the manager that loads plugins, and what authors write with.

An author needs this module alone:

    from orchestra_dsl.plugin import Context, FlowError, Record, flow
"""

from orchestra_dsl.graph.policies import Candidate
from orchestra_dsl.plugin.changes import Changes
from orchestra_dsl.plugin.channel import Channel, channel
from orchestra_dsl.plugin.context import Context, FlowError, Notification, Postpone
from orchestra_dsl.plugin.directory import Directory, Listing, Substituting
from orchestra_dsl.plugin.flow import Flow, flow
from orchestra_dsl.plugin.hookspecs import Supply, hookimpl
from orchestra_dsl.plugin.imported_file import ImportedFile
from orchestra_dsl.plugin.importer import Importer, importer
from orchestra_dsl.plugin.later import Later
from orchestra_dsl.plugin.observer import Observation, Observer, observer
from orchestra_dsl.plugin.people import People
from orchestra_dsl.plugin.policy import AllocationPolicy, policy
from orchestra_dsl.plugin.predicate import Answer, Predicate, predicate
from orchestra_dsl.plugin.principals import Group, Queue, User
from orchestra_dsl.plugin.progress import Progress
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.plugin.records import Record
from orchestra_dsl.plugin.screen import Screen, View, screen
from orchestra_dsl.plugin.source import Source, source

__all__ = [
    "flow",
    "predicate",
    "screen",
    "channel",
    "policy",
    "observer",
    "source",
    "importer",
    "hookimpl",
    "AllocationPolicy",
    "Answer",
    "Candidate",
    "Changes",
    "Channel",
    "Context",
    "Directory",
    "Flow",
    "Listing",
    "FlowError",
    "Group",
    "Later",
    "Notification",
    "ImportedFile",
    "Importer",
    "Observation",
    "Observer",
    "People",
    "Postpone",
    "Predicate",
    "Progress",
    "Project",
    "Queue",
    "Record",
    "Screen",
    "Source",
    "Substituting",
    "Supply",
    "User",
    "View",
]
