"""Control flow of an orchestration: where control can go, what has certainly run, and the findings of O4 and O5.

`build.flow_of(outline)` draws it, as soon as names are known. `proofs.FlowProofs(flow, predicates)` answers for the
types whether an output is there. `check.check_flow(flow, checked)` reports what is wrong with it, once types are known.
"""
