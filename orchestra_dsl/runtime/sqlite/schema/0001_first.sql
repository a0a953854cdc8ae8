-- The first schema of a store.
--
-- Keys are small integers inside the file; runs have an id of their own for the world outside. Points in time are
-- microseconds since 1970 (UTC). Columns called `data`, `state` and `outputs` hold MessagePack behind a
-- CRC-32 (sqlite/codec.py says of what); a graph is JSON, and its hash vouches for it.

-- The compiled orchestrations that runs are pinned to, by content hash. `origins` says where in its newest source each
-- element stands, for people.
CREATE TABLE graph (
  key INTEGER PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  orchestration INTEGER NOT NULL,
  data BLOB NOT NULL,
  origins BLOB
);

CREATE INDEX graph_by_orchestration ON graph (orchestration);

CREATE TABLE orchestration (
  key INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);

-- Every run, where it stands, and its state after its last event. Everybody may look at the `open` ones.
CREATE TABLE run (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  graph INTEGER NOT NULL,
  orchestration INTEGER NOT NULL,
  status INTEGER NOT NULL,
  outcome TEXT,
  error TEXT,
  outputs BLOB,
  sequence INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  state BLOB NOT NULL,
  parent INTEGER,
  open INTEGER NOT NULL
);

-- Lists of runs are always in the order of their keys; one index for each way to narrow them. `parent` is the run of
-- which a run is a step.
CREATE INDEX run_by_openness ON run (open);
CREATE INDEX run_by_status ON run (open, status);
CREATE INDEX run_by_orchestration ON run (open, orchestration);
CREATE INDEX run_by_orchestration_and_status ON run (open, orchestration, status);
CREATE INDEX run_by_parent ON run (open, parent) WHERE parent IS NOT NULL;

-- Whom the sources name to look at runs that are not open to everybody: users, groups and queues, `manager:user:ann` for
-- the manager of ann, and an empty text where each who wants to look has to be asked about. Its other columns and its
-- indexes are those of the run, so that a list costs what it shows.
CREATE TABLE viewer (
  principal TEXT NOT NULL,
  run INTEGER NOT NULL,
  orchestration INTEGER NOT NULL,
  status INTEGER NOT NULL,
  parent INTEGER,
  PRIMARY KEY (principal, run)
) WITHOUT ROWID;

CREATE INDEX viewer_by_run ON viewer (run);
CREATE INDEX viewer_by_status ON viewer (principal, status, run);
CREATE INDEX viewer_by_orchestration ON viewer (principal, orchestration, run);
CREATE INDEX viewer_by_orchestration_and_status ON viewer (principal, orchestration, status, run);
CREATE INDEX viewer_by_parent ON viewer (principal, parent, run) WHERE parent IS NOT NULL;

-- Which records say whom a run's source names to look at it.
CREATE TABLE view_read (
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  run INTEGER NOT NULL,
  PRIMARY KEY (type, id, run)
) WITHOUT ROWID;

CREATE INDEX view_read_by_run ON view_read (run);

-- Records that were written, and of which more runs say whom they name than can be read again at once: `done` is the last
-- run that has been.
CREATE TABLE view_change (
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  done INTEGER NOT NULL,
  PRIMARY KEY (type, id)
) WITHOUT ROWID;

-- What happened to a run: the event, the facts that were used, the timeline. Its rows lie in the order in which they were
-- written, not by run: a commit, and even one of many events, then fills one page after the other, and only the small
-- entries of the index are put in between others.
CREATE TABLE history (
  run INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  element INTEGER,
  actor TEXT,
  door TEXT,
  data BLOB NOT NULL,
  PRIMARY KEY (run, sequence)
);

-- Events that their senders named: each is applied once. Before the name stands what it names (start, write, event, act),
-- as none is the name of another kind; an answer from outside (call) has its name from the engine. Run 0 stands for what
-- made something new, which `made` names; of a call that was answered from outside it has enough to know the same answer
-- again.
CREATE TABLE applied (
  run INTEGER NOT NULL,
  id TEXT NOT NULL,
  made TEXT,
  PRIMARY KEY (run, id)
) WITHOUT ROWID;

CREATE TABLE timer (
  run INTEGER NOT NULL,
  element INTEGER NOT NULL,
  visit INTEGER NOT NULL,
  instance INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  kind TEXT NOT NULL,
  due INTEGER NOT NULL,
  PRIMARY KEY (run, element, visit, instance, attempt, kind)
) WITHOUT ROWID;

CREATE INDEX timer_by_due ON timer (due, element, instance, kind, attempt);

-- Which fields of which records a waiting element reads; the field * stands for any.
CREATE TABLE watch (
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  field TEXT NOT NULL,
  run INTEGER NOT NULL,
  element INTEGER NOT NULL,
  instance INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (type, id, field, run, element, instance)
) WITHOUT ROWID;

CREATE INDEX watch_by_run ON watch (run, element, instance);

-- Work items. Lists of them begin with the least `rank`, which is the complement of the priority (its bits turned: the
-- greatest priority has the least rank); those of one rank are in the order of their keys, which is that of their
-- opening. `about` and `locks` are records, such as Case/5001. None is ever deleted, so no key is used twice. `candidate` is
-- the first of those who may claim an open one: mostly there is but one, a group, and no other table has to be written.
CREATE TABLE item (
  key INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  element INTEGER NOT NULL,
  visit INTEGER NOT NULL,
  instance INTEGER NOT NULL,
  status INTEGER NOT NULL,
  version INTEGER NOT NULL,
  claimed_by TEXT,
  opened_at INTEGER NOT NULL,
  due_at INTEGER,
  completed_by TEXT,
  rank INTEGER NOT NULL,
  about TEXT,
  locks TEXT,
  holder TEXT,
  candidate TEXT,
  data BLOB NOT NULL,
  UNIQUE (run, element, visit, instance)
);

CREATE INDEX item_open ON item (rank) WHERE status <= 2;
CREATE INDEX item_by_candidate ON item (candidate, rank) WHERE candidate IS NOT NULL AND status <= 2;
CREATE INDEX item_by_claim ON item (claimed_by, rank) WHERE claimed_by IS NOT NULL AND status <= 2;
CREATE INDEX item_by_run ON item (run) WHERE status <= 2;
CREATE INDEX item_by_subject ON item (about, rank) WHERE about IS NOT NULL AND status <= 2;
CREATE INDEX item_by_lock ON item (locks) WHERE locks IS NOT NULL AND status <= 2;
-- Who has taken which of the many items of a `for each`. Its first one is found by its place, so that the items of other
-- steps, which all have that number, are not in it.
CREATE INDEX item_taken ON item (run, element, visit, claimed_by)
WHERE instance > 0 AND claimed_by IS NOT NULL AND status <= 3;

-- How many open work items each user has: those that they have claimed, and those that are for them alone. `holder` of an
-- item is that user; the counts are kept with it.
CREATE TABLE workload (
  user TEXT PRIMARY KEY,
  open INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TRIGGER item_held AFTER INSERT ON item WHEN new.holder IS NOT NULL BEGIN
  INSERT INTO workload (user, open) VALUES (new.holder, 1) ON CONFLICT (user) DO UPDATE SET open = open + 1;
END;

CREATE TRIGGER item_handed_on AFTER UPDATE OF holder ON item WHEN old.holder IS NOT new.holder BEGIN
  UPDATE workload SET open = open - 1 WHERE user = old.holder;
  DELETE FROM workload WHERE user = old.holder AND open = 0;
  INSERT INTO workload (user, open) SELECT new.holder, 1 WHERE new.holder IS NOT NULL
  ON CONFLICT (user) DO UPDATE SET open = open + 1;
END;

-- Whom allocation policies have chosen among the same people: the number of each user's last turn, and its instant.
CREATE TABLE allocation (
  pool TEXT NOT NULL,
  user TEXT NOT NULL,
  turn INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (pool, user)
) WITHOUT ROWID;

-- Who else may claim an open work item; `rank` is the item's. Whoever writes an item writes them anew.
CREATE TABLE further_candidate (
  principal TEXT NOT NULL,
  rank INTEGER NOT NULL,
  item INTEGER NOT NULL,
  PRIMARY KEY (principal, rank, item)
) WITHOUT ROWID;

CREATE INDEX further_candidate_by_item ON further_candidate (item);

CREATE TRIGGER item_written AFTER UPDATE OF candidate ON item BEGIN
  DELETE FROM further_candidate WHERE item = old.key;
END;

-- By which fingerprint the directory of people was last known.
CREATE TABLE directory (
  key INTEGER PRIMARY KEY CHECK (key = 1),
  fingerprint TEXT NOT NULL
);

-- Effects whose answer has not been committed yet. Keys are never used twice, so a reader may remember the last one.
-- `trouble` says why a notification could not be sent yet, or the answer of a call could not be stored, `later` since
-- when a call whose flow has returned waits for somebody outside to answer it. `fraction` and `doing` are how far a call
-- has come, as its flow last said.
CREATE TABLE outbox (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  run INTEGER NOT NULL,
  name TEXT NOT NULL,
  element INTEGER NOT NULL,
  at INTEGER NOT NULL,
  data BLOB NOT NULL,
  trouble TEXT,
  later INTEGER,
  fraction REAL,
  doing TEXT,
  UNIQUE (run, name)
);

-- What the tokens of calls are made with, by which they are answered from outside. It is random, and leaves no process.
CREATE TABLE secret (
  key INTEGER PRIMARY KEY CHECK (key = 1),
  data BLOB NOT NULL
);

-- Events that are certain to be applied, and are not yet.
CREATE TABLE inbox (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  run INTEGER NOT NULL,
  data BLOB NOT NULL
);

-- Events for runs that are suspended, to be applied in this order once they go on.
CREATE TABLE put_off (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  run INTEGER NOT NULL,
  data BLOB NOT NULL
);

CREATE INDEX put_off_by_run ON put_off (run);

-- Events whose step failed by a fault of the program, kept to be applied once that is mended.
CREATE TABLE aside (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  run INTEGER NOT NULL,
  at INTEGER NOT NULL,
  error TEXT NOT NULL,
  data BLOB NOT NULL
);

-- Who stands in line for each lock, in the order of the keys: the first of a name has it, since `held_at`.
CREATE TABLE lock (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  run INTEGER NOT NULL,
  element INTEGER NOT NULL,
  visit INTEGER NOT NULL,
  asked_at INTEGER NOT NULL,
  held_at INTEGER,
  UNIQUE (run, element, visit)
);

CREATE INDEX lock_by_name ON lock (name, key);

-- The embedded records.
CREATE TABLE record (
  key INTEGER PRIMARY KEY,
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  data BLOB NOT NULL,
  UNIQUE (type, id)
);

-- Writes of records that more runs watch than can be woken at once. `woken` is the last run that has been.
CREATE TABLE change (
  key INTEGER PRIMARY KEY,
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  woken INTEGER NOT NULL,
  data BLOB NOT NULL
);

-- What starts runs at fixed times, a row for each `start every`. `next` is the instant at which it is due; `place` is the
-- number of the trigger in the graph. It is never due again up to `since`. The rest tells people what has come of it.
CREATE TABLE schedule (
  key INTEGER PRIMARY KEY,
  orchestration INTEGER NOT NULL,
  graph INTEGER NOT NULL,
  place INTEGER NOT NULL,
  cron TEXT NOT NULL,
  zone TEXT NOT NULL,
  next INTEGER,
  started_at INTEGER,
  run TEXT,
  missed INTEGER NOT NULL,
  missed_since INTEGER,
  trouble TEXT,
  since INTEGER NOT NULL
);

CREATE INDEX schedule_by_next ON schedule (next);

-- Triggers on records and events that were met and started nothing: how often, and when and why the last time.
CREATE TABLE unstarted (
  orchestration INTEGER NOT NULL,
  source TEXT NOT NULL,
  times INTEGER NOT NULL,
  at INTEGER NOT NULL,
  problem TEXT NOT NULL,
  PRIMARY KEY (orchestration, source)
) WITHOUT ROWID;

-- `once per record`: which records have had their run, for ever.
CREATE TABLE once (
  orchestration INTEGER NOT NULL,
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (orchestration, type, id)
) WITHOUT ROWID;

-- Observers of runs: up to which place of `happened` each has been told, and why it could not be told further.
CREATE TABLE observer (
  name TEXT PRIMARY KEY,
  told INTEGER NOT NULL,
  trouble TEXT
) WITHOUT ROWID;

-- The events of histories that an observer is still to be told of, in the order in which they were written. A trigger
-- writes them, which is there only while there is an observer. Places are never used twice.
CREATE TABLE happened (
  place INTEGER PRIMARY KEY AUTOINCREMENT,
  run INTEGER NOT NULL,
  sequence INTEGER NOT NULL
);

-- Record sources: up to which cursor the changes of each are in this store, when one of them last changed anything, and
-- why it could not be asked.
CREATE TABLE source (
  name TEXT PRIMARY KEY,
  cursor TEXT,
  at INTEGER,
  trouble TEXT
) WITHOUT ROWID;

-- Changes that record sources have brought and that could not be applied, the newest of each record, with the reason. Those
-- to be tried again `soon` wait for nothing that somebody has to mend. `data` are the fields, as far as they can be kept.
CREATE TABLE rejected (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL,
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  soon INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  data BLOB,
  UNIQUE (source, type, id)
);

CREATE INDEX rejected_by_source ON rejected (source, key);
CREATE INDEX rejected_soon ON rejected (source, key) WHERE soon;
