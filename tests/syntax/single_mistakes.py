"""Single mistakes in the example, as people make them: what was right, and what stands there instead."""

from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parents[2] / "examples" / "case_management"
SAMPLE = (FOLDER / "case_management.orch").read_text(encoding="utf-8")


class Mistake(NamedTuple):
    """A change of the sample that makes one mistake; `right` stands in the sample once."""

    right: str
    wrong: str
    code: str = "O101"

    @property
    def at(self) -> int:
        """Where in the sample it is made."""
        return SAMPLE.index(self.right)


MISTAKES = (
    # what a declaration consists of
    Mistake('import "crm.orch"', "import crm.orch"),
    Mistake("screen fix_case(case: Case) -> {", "screen fix_case(case: Case) {"),
    Mistake("screen fix_case(case: Case) -> {", "screen fix_case(case Case) -> {"),
    Mistake('  resolution: text "What did you do?"', '  resolution text "What did you do?"'),
    Mistake('  refund: decimal? "Refund to grant"', '  refund: "Refund to grant", decimal'),
    Mistake("refund: decimal) -> {", "refund: decimal -> {"),
    Mistake('  approved: boolean "Approve this refund?"', '  approved boolean "Approve this refund?"'),
    Mistake('  reason: text? "Why?"', "  reason: text? why"),
    Mistake("predicate customer_quiet(case: Case)", "predicate customer_quiet case: Case"),
    Mistake("predicate customer_quiet(case: Case)", "predikate customer_quiet(case: Case)"),
    Mistake('"vip" in case.tags and case.amount > 10_000', '"vip" in case.tags and and case.amount > 10_000'),
    Mistake('"vip" in case.tags and case.amount > 10_000', '"vip" in case.tags & case.amount > 10_000', "O104"),
    Mistake("case.amount > 10_000", "case.amount => 10_000"),
    Mistake(
        "event payment_received { order: text, amount: decimal }", "event payment_received { order, amount: decimal }"
    ),
    Mistake("event payment_received { order", "event { order"),
    Mistake('  zone "Europe/Berlin"', "  zone Europe/Berlin"),
    Mistake("  open mon to fri 09:00 to 17:00", "  open mon to fri 9 to 17"),
    Mistake("  open mon to fri 09:00 to 17:00", "  open mon - fri 09:00 to 17:00"),
    Mistake('  holidays "DE-BE"', '  holiday "DE-BE"'),
    # clauses of the orchestration
    Mistake("  version 3", "  version three"),
    Mistake("  start on case created or updated", "  start on case create or updated"),
    Mistake("  start on case created or updated", "  start case created or updated"),
    Mistake('case.status == "New"', 'case.status = "New"'),
    Mistake('["High", "Critical"]', '["High", "Critical"'),
    Mistake('["High", "Critical"]', '["High" "Critical"]'),
    Mistake("    once per record", "    once per records"),
    Mistake('  allow start by group("Agents")', '  allow start group("Agents")'),
    Mistake('  allow start by group("Agents")', '  allow start by group("Agents"'),
    Mistake("  use calendar support", "  use support"),
    Mistake("  notify via email, slack", "  notify via email slack"),
    Mistake("  let refund_limit = 500", "  let refund_limit 500"),
    Mistake("  let refund_limit = 500", "  let refund_limit = 500;", "O104"),
    Mistake("  let refund_limit = 500", "  let refund_limit = 500 +"),
    Mistake("  let refund_limit = 500", "  let = 500"),
    Mistake("  var rework: integer = 0", "  var rework integer = 0"),
    Mistake("  var rework: integer = 0", "  var rework: integer"),
    # stages and steps
    Mistake('  stage triage "Triage" {', '  stage triage "Triage {', "O103"),
    Mistake('  stage triage "Triage" {', '  stage "Triage" {'),
    Mistake("    background classify = crm.classify(case)", "    background classify crm.classify(case)"),
    Mistake("    background classify = crm.classify(case)", "    background classify = crm.classify(case"),
    Mistake("    background classify = crm.classify(case)", "    backgroud classify = crm.classify(case)"),
    Mistake("crm.enrich(account: case.account) {", "crm.enrich(account: ) {"),
    Mistake("      start after classify", "      start afer classify"),
    Mistake("      start after classify", "      start after"),
    Mistake("      retry 5 times every 30s doubling up to 10m", "      retry five times every 30s doubling up to 10m"),
    Mistake(
        "      retry 5 times every 30s doubling up to 10m", "      retry 5 times every 30sec doubling up to 10m", "O106"
    ),
    Mistake("      timeout 1m", "      timeout"),
    Mistake("      on error -> manual_triage", "      on error => manual_triage"),
    Mistake("      on error -> manual_triage", "      on error manual_triage"),
    Mistake(
        'outcome critical when triage.classify.severity == "S1" -> resolve',
        'outcome critical triage.classify.severity == "S1" -> resolve',
    ),
    Mistake(
        'outcome critical when triage.classify.severity == "S1" -> resolve',
        "outcome critical when triage.classify.severity == 'S1' -> resolve",
        "O104",
    ),
    Mistake("    outcome vip when is_vip(case) -> resolve", "    outcome vip when is_vip(case)"),
    Mistake("    outcome vip when is_vip(case) -> resolve", "    outcome vip when is_vip(case) resolve"),
    Mistake("    otherwise -> manual_triage\n", "    otherwise\n"),
    Mistake('{ assign to queue("Triage") }', '{ asign to queue("Triage") }'),
    Mistake('{ assign to queue("Triage") }', '{ assign queue("Triage") }'),
    Mistake(
        "      assign to approver otherwise manager(case.owner)",
        "      asign to approver otherwise manager(case.owner)",
    ),
    Mistake("    start when not customer_quiet(case)", "    start when !customer_quiet(case)", "O104"),
    Mistake("    start when not customer_quiet(case)", "    start when"),
    Mistake('triage.classify.team ?? queue("Support")', 'triage.classify.team ? queue("Support")'),
    Mistake('triage.classify.team ?? queue("Support")', 'triage.classify. ?? queue("Support")'),
    Mistake("      due in 2 business days {", "      due 2 business days {"),
    Mistake("        at 50% remind", "        at 50 remind"),
    Mistake("        at 100% notify manager(case.owner) via email", "        at 100% notify manager(case.owner)"),
    Mistake('        after 1d reassign to group("Managers")', '        after 1d reassign group("Managers")'),
    Mistake(
        "crm.reserve_refund(case, amount: fix.refund ?? 0) {", "crm.reserve_refund(case, amount fix.refund ?? 0) {"
    ),
    Mistake("      only if (fix.refund ?? 0) > 0\n", "      only if (fix.refund ?? 0 > 0\n"),
    Mistake("      undo crm.release_refund(reservation: reserve.reservation)", "      undo crm.release_refund"),
    Mistake("      for each approver in case.approvers", "      for each approver of case.approvers"),
    Mistake("      for each approver in case.approvers", "      for approver in case.approvers"),
    Mistake(
        "      enough when count(approve, a => a.approved) >= 2",
        "      enough when count(approve, a -> a.approved) >= 2",
    ),
    Mistake("    timeout 10d -> escalated", "    timeout 10d escalated"),
    Mistake("    timeout 10d -> escalated", "    timeout 10 days -> escalated"),
    # elements
    Mistake("and rework < 3 {", "and rework <> 3 {"),
    Mistake("      set rework = rework + 1", "      set rework += 1"),
    Mistake("      go to resolve", "      go resolve"),
    Mistake("      go to closing", "      go to"),
    Mistake('{ assign to group("Managers") }', "{ assign to }"),
    Mistake("    branch tell {", "    branch {"),
    Mistake(
        '      notify case.owner via email "Case {case.number} is closed"',
        '      notify case.owner email "Case {case.number} is closed"',
    ),
    Mistake('"Case {case.number} is closed"', '"Case {case.} is closed"', "O105"),
    Mistake('"Case {case.number} is closed"', '"Case {case.number is closed"', "O105"),
    Mistake("      wait 3d", "      wait"),
    Mistake("background nested = run audit(case)", "background nested = run audit case"),
    Mistake("    finish when all", "    finish all"),
    Mistake("  await payment first {", "  await payment {"),
    Mistake("    after 7d -> escalated", "    after -> escalated"),
    Mistake('{ end "Closed by hand" }', "{ end Closed }"),
    Mistake('  end "Paid"', "  end 'Paid'", "O104"),
    # scenarios
    Mistake(
        'scenario "nobody takes the case" of case_management {', 'scenario "nobody takes the case" case_management {'
    ),
    Mistake('    id: "5002", number: "C-18"', '    id: "5002", number "C-18"'),
    Mistake('  given crm.enrich returns { tier: "basic" }', '  given crm.enrich return { tier: "basic" }'),
    Mistake('  given manager of "omar" is "lena"', '  given manager of "omar" "lena"'),
    Mistake('  given members of "Managers" are "rita"', '  given members "Managers" are "rita"'),
    Mistake("  advance 2 business days", "  advance 2 busines days"),
    Mistake("  expect stage escalated active", "  expect escalated active"),
    Mistake("  expect stage escalated active", "  expect stage escalated activ"),
    Mistake("  expect step resolve.fix active", "  expct step resolve.fix active"),
    Mistake(
        '  send payment_received { order: "5001", amount: 20_000 }',
        '  send payment_received order: "5001", amount: 20_000',
    ),
    Mistake(
        '"bob" completes resolve.approve with { approved: true }', '"bob" completes resolve.approve { approved: true }'
    ),
    Mistake('  expect ended "Paid"', "  expect ended Paid"),
)
