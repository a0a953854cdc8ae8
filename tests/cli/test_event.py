"""`orchestra event`."""

import pytest

from tests.cli.project import Desk

SOURCE = """\
event paid { order: text, amount: decimal }

orchestration payment(order: text) -> { amount: decimal? } "Wait for a payment" {
  var amount: decimal = 0
  await answer first {
    on paid as p where p.order == order { set amount = p.amount }
    after 7d { end "Not paid" }
  }
  end "Paid" with { amount: amount }
}
"""


@pytest.fixture(autouse=True)
def waits_for_payments(desk: Desk) -> None:
    desk.write("handle.orch", SOURCE)
    desk.write("orchestra.toml", 'sources = ["handle.orch"]\npeople = "people.toml"\n')


def waiting(desk: Desk, order: str = "A7") -> str:
    """A run that waits for the payment of an order."""
    lines = desk.run("run", ".", "payment", "--with", f"order={order}", "--until-idle", "--json").lines
    run = lines[0]["run"]
    assert isinstance(run, str)
    return run


def test_an_event_reaches_the_runs_that_wait(desk: Desk) -> None:
    run = waiting(desk)
    shown = desk.fine("runs", "show", run)
    assert "Await answer" in shown
    assert "waiting for the event paid" in shown
    said = desk.fine("event", "send", "paid", "--with", "order=A7", "--with", "amount=12.50", "--as", "ann")
    assert said.startswith("paid was given to 1 run.\n")
    shown = desk.run("runs", "show", run, "--json").json
    assert (shown["outcome"], shown["outputs"]) == ("Paid", {"amount": "12.5"})
    assert "the event paid has arrived" in desk.fine("runs", "show", run)


def test_an_event_with_an_id_is_given_once(desk: Desk) -> None:
    run = waiting(desk)
    send = ("event", "send", "paid", "--with", "order=other", "--with", "amount=1", "--id", "bank/1", "--json")
    for _ in range(2):
        said = desk.run(*send).json
        assert said == {
            "event": "paid",
            "given": 1,
            "started": [],
            "unfound": [],
            "problems": [],
            "worker": None,
        }
    assert desk.run("runs", "show", run, "--json").json["status"] == "active"


def test_an_event_to_nobody_says_so(desk: Desk) -> None:
    waiting(desk)
    desk.fine("event", "send", "paid", "--with", "order=A7", "--with", "amount=1")
    said = desk.fine("event", "send", "paid", "--with", "order=A7", "--with", "amount=1")
    assert said == "paid was given to no run: none listens.\n"


def test_fields_that_do_not_fit_are_named(desk: Desk) -> None:
    waiting(desk)
    missing = desk.run("event", "send", "paid", "--with", "order=A7")
    assert missing.code == 2
    assert "amount" in missing.err
    wrong = desk.run("event", "send", "paid", "--with", "order=A7", "--with", "amount=much")
    assert wrong.code == 2
    assert "amount" in wrong.err
    unknown = desk.run("event", "send", "paid", "--with", "order=A7", "--with", "amout=1")
    assert "the event paid has no `amout`" in unknown.err
    lost = desk.run("event", "send", "payed")
    assert "there is no event payed; there are: paid" in lost.err


STARTS = """\
event paid { order: text, amount: decimal }
record Order { id: text }

orchestration settle(order: Order) "Settle" {
  start on paid as p with { order: find(Order, p.order) }
  end "Settled"
}
"""


def test_an_event_that_starts_a_run_says_which(desk: Desk) -> None:
    desk.write("handle.orch", STARTS)
    desk.write("order.json", '{"id": "A7"}')
    desk.fine("record", "put", "Order", "order.json")
    said = desk.fine("event", "send", "paid", "--with", "order=A7", "--with", "amount=1")
    run = desk.run("runs", "list", "--json").json["runs"][0]["run"]
    assert said.startswith(f"Started run {run}.\n")
    assert "started on the event paid" in desk.fine("runs", "show", run)


def test_a_record_that_is_not_found_is_an_error_that_says_what_to_do(desk: Desk) -> None:
    waiting(desk)
    desk.write("handle.orch", STARTS)
    said = desk.run("event", "send", "paid", "--with", "order=A8", "--with", "amount=1")
    assert said.code == 1
    assert "Error: not started: settle: no Order was found for `order`" in said.err
    assert "send the event anew, under another id" in said.err
