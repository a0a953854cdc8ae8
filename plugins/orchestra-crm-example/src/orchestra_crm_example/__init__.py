"""An Orchestra plugin: a small CRM. This module says what there is; `flows.py` is imported when a flow is used."""

from orchestra_dsl.plugin import Project, hookimpl


@hookimpl
def orchestra_flows() -> dict[str, str]:
    """Supply the flows by name, without importing them."""
    return {
        "crm.classify": "orchestra_crm_example.flows:classify",
        "crm.enrich": "orchestra_crm_example.flows:enrich",
        "crm.reserve_refund": "orchestra_crm_example.flows:reserve_refund",
        "crm.release_refund": "orchestra_crm_example.flows:release_refund",
        "crm.pay_refund": "orchestra_crm_example.flows:pay_refund",
    }


@hookimpl
def orchestra_predicates() -> dict[str, str]:
    """Supply the predicates by name, without importing them."""
    return {"crm.refund_settled": "orchestra_crm_example.predicates:refund_settled"}


@hookimpl
def orchestra_sources(project: Project) -> dict[str, str]:
    """Supply the source of cases where a project asks for it: in others nobody knows what a case is."""
    if not project.settings_of("crm").get("bring_cases"):
        return {}
    return {"crm.cases": "orchestra_crm_example.sources:cases"}
