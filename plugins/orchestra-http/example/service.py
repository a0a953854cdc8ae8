"""A CRM to play with: `python service.py`, which listens on port 8086. One customer is known, 7."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

CUSTOMERS = {"/customers/7": {"name": "Ada", "account": {"limit": 100.50}}}


class Service(BaseHTTPRequestHandler):
    """Answers for customers, and takes orders, each key once."""

    orders: dict[str, str] = {}  # noqa: RUF012 - all requests share them

    def do_GET(self) -> None:
        """A customer."""
        customer = CUSTOMERS.get(self.path)
        self.answer(404 if customer is None else 200, customer or {"error": "no such customer"})

    def do_POST(self) -> None:
        """An order. The key under which it has come before gets the same number."""
        self.rfile.read(int(self.headers["Content-Length"]))
        key = self.headers["Idempotency-Key"]
        self.answer(201, {"number": self.orders.setdefault(key, f"A-{len(self.orders) + 1}")})

    def answer(self, status: int, said: Any) -> None:
        """Answer who shows a token."""
        if not self.headers.get("Authorization", "").startswith("Bearer "):
            status, said = 401, {"error": "who is it?"}
        content = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of its parent
        """Say nothing."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", 8086), Service).serve_forever()
