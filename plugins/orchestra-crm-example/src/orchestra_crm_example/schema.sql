-- The CRM's own data: customers, what they were granted, and which calls have taken effect.

CREATE TABLE IF NOT EXISTS account (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  tier TEXT NOT NULL,
  team TEXT,
  refund_budget TEXT NOT NULL,
  busy_for INTEGER NOT NULL   -- how many attempts to look the account up fail before one succeeds
);

CREATE TABLE IF NOT EXISTS refund (
  id INTEGER PRIMARY KEY,
  case_id TEXT NOT NULL,
  account TEXT NOT NULL REFERENCES account (id),
  amount TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('reserved', 'released', 'paid')),
  paid_at REAL                -- seconds since 1970
);

-- A call that is made again finds its key here, and is answered as before.
CREATE TABLE IF NOT EXISTS applied (
  key TEXT PRIMARY KEY,
  flow TEXT NOT NULL,
  answer TEXT NOT NULL,
  calls INTEGER NOT NULL DEFAULT 1
);

-- Cases as people write them in the CRM. `changed` grows with every write of any of them, so none is ever written before one
-- that somebody has seen.
CREATE TABLE IF NOT EXISTS support_case (
  id TEXT PRIMARY KEY,
  subject TEXT NOT NULL,
  priority TEXT NOT NULL,
  amount TEXT NOT NULL,
  account TEXT NOT NULL REFERENCES account (id),
  owner TEXT NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0,
  changed INTEGER NOT NULL UNIQUE
);
