-- Every statement that the store executes, by name. A line `-- name: what for` begins a new one.

-- graph_by_hash: find the key of a graph
SELECT key FROM graph WHERE hash = :hash;

-- graph_data: read a graph
SELECT graph.data, graph.hash, orchestration.name
FROM graph LEFT JOIN orchestration ON orchestration.key = graph.orchestration WHERE graph.key = :key;

-- graph_origins: read where the elements of a graph stand in its source
SELECT origins FROM graph WHERE key = :key;

-- update_origins: a graph's source has been formatted or moved
UPDATE graph SET origins = ? WHERE key = ?;

-- newest_graph: the graph of an orchestration that was kept last
SELECT key FROM graph WHERE orchestration = :orchestration ORDER BY key DESC LIMIT 1;

-- insert_graph: keep a graph
INSERT INTO graph (hash, orchestration, data) VALUES (?, ?, ?);

-- orchestration_by_name: find the key of an orchestration
SELECT key FROM orchestration WHERE name = :name;

-- insert_orchestration: keep the name of an orchestration
INSERT INTO orchestration (name) VALUES (?);

-- last_run: the greatest key of a run
SELECT coalesce(max(key), 0) FROM run;

-- run_by_key: what a step needs of a run
SELECT key, id, graph, updated_at, status, state FROM run WHERE key = :key;

-- key_of_run: find a run by its id
SELECT key FROM run WHERE id = :id;

-- runs_by_prefix: the ids that begin with some letters, of runs that are no steps of others unless asked for
SELECT id FROM run WHERE id >= :prefix AND id < :end AND (parent IS NULL OR :steps) ORDER BY id LIMIT :limit;

-- insert_run: begin a run; it stands where its last event of the batch has left it
INSERT INTO run (key, id, graph, orchestration, started_at, parent, open,
  status, outcome, error, outputs, sequence, updated_at, state)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- move_run: a run has another status now, and is in other lists
UPDATE run SET status = ? WHERE key = ?;

-- update_run: where a run stands after its last event of a batch; its outputs stay once they are there
UPDATE run SET outcome = ?, error = ?, outputs = coalesce(?, outputs), sequence = ?, updated_at = ?, state = ?
WHERE key = ?;

-- insert_history: what one event did
INSERT INTO history (run, sequence, at, kind, element, actor, door, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?);

-- applied: whether an event has been applied, and what it made
SELECT made FROM applied WHERE run = :run AND id = :id;

-- insert_applied: an event has been applied
INSERT INTO applied (run, id, made) VALUES (?, ?, ?);

-- clear_timers: a visit has ended
DELETE FROM timer WHERE run = ? AND element = ?;

-- clear_watches: a visit has ended
DELETE FROM watch WHERE run = ? AND element = ?;

-- delete_watches: an element, or an instance of a step, reads something else
DELETE FROM watch WHERE run = ? AND element = ? AND instance = ?;

-- clear_outbox: a visit has ended
DELETE FROM outbox WHERE run = ? AND element = ?;

-- delete_timer: one timer is due or taken back
DELETE FROM timer WHERE run = ? AND element = ? AND visit = ? AND instance = ? AND attempt = ? AND kind = ?;

-- insert_timer: wake a run
INSERT OR REPLACE INTO timer (run, element, visit, instance, attempt, kind, due) VALUES (?, ?, ?, ?, ?, ?, ?);

-- insert_watch: an element reads a field
INSERT OR IGNORE INTO watch (run, element, instance, type, id, field) VALUES (?, ?, ?, ?, ?, ?);

-- delete_outbox: an effect has its answer
DELETE FROM outbox WHERE run = ? AND name = ?;

-- insert_outbox: an effect to carry out
INSERT OR REPLACE INTO outbox (run, name, element, at, data) VALUES (?, ?, ?, ?, ?);

-- set_trouble: why an effect could not be carried out yet
UPDATE outbox SET trouble = ? WHERE key = ?;

-- set_later: a call waits for somebody outside to answer it
UPDATE outbox SET later = ? WHERE key = ?;

-- set_progress: how far a call has come
UPDATE outbox SET fraction = ?, doing = ? WHERE key = ?;

-- secret: what the tokens of calls are made with
SELECT data FROM secret WHERE key = 1;

-- put_secret: a new store gets its secret
INSERT OR IGNORE INTO secret (key, data) VALUES (1, ?);

-- put_item: a work item as it now is; it has no further candidates until they are written
INSERT INTO item (
  run, element, visit, instance, status, version, claimed_by, opened_at, due_at, completed_by, rank, about,
  locks, holder, candidate, data
)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (run, element, visit, instance) DO UPDATE SET
  status = excluded.status, version = excluded.version, claimed_by = excluded.claimed_by,
  opened_at = excluded.opened_at, due_at = excluded.due_at, completed_by = excluded.completed_by,
  rank = excluded.rank, about = excluded.about, locks = excluded.locks, holder = excluded.holder,
  candidate = excluded.candidate, data = excluded.data;

-- workloads: how many open work items some users have
SELECT user, open FROM workload WHERE user IN (SELECT value FROM json_each(:users));

-- turns: whom policies have chosen among some people
SELECT user, turn, at FROM allocation WHERE pool = :pool;

-- put_turn: a policy has chosen somebody
INSERT INTO allocation (pool, user, turn, at)
VALUES (?, ?, (SELECT coalesce(max(turn), 0) + 1 FROM allocation WHERE pool = ?), ?)
ON CONFLICT (pool, user) DO UPDATE SET turn = excluded.turn, at = excluded.at;

-- insert_further_candidate: somebody else may claim a work item, too
INSERT OR IGNORE INTO further_candidate (principal, rank, item)
SELECT ?, rank, key FROM item WHERE run = ? AND element = ? AND visit = ? AND instance = ?;

-- record: read a record
SELECT id, type, version, changed_at, data FROM record WHERE type = :type AND id = :id;

-- put_record: write a record
INSERT INTO record (type, id, version, changed_at, data) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (type, id) DO UPDATE SET
  version = excluded.version, changed_at = excluded.changed_at, data = excluded.data;

-- delete_record: delete a record
DELETE FROM record WHERE type = ? AND id = ?;

-- records_of_type: a page of records in the order of their ids
SELECT id, type, version, changed_at, data FROM record WHERE type = :type AND id > :after ORDER BY id LIMIT :limit;

-- once: whether a record has had its run
SELECT 1 FROM once WHERE orchestration = :orchestration AND type = :type AND id = :id;

-- insert_once: a record has its run now
INSERT INTO once (orchestration, type, id) VALUES (?, ?, ?);

-- watchers_of_field: the next runs that read one field of a record
SELECT DISTINCT run FROM watch WHERE type = :type AND id = :id AND field = :field AND run > :after AND run <= :until
ORDER BY run LIMIT :limit;

-- fingerprint: by which the directory of people was last known
SELECT fingerprint FROM directory WHERE key = 1;

-- put_fingerprint: the directory of people is known by another one now
INSERT INTO directory (key, fingerprint) VALUES (1, ?) ON CONFLICT (key) DO UPDATE SET fingerprint = excluded.fingerprint;

-- runs_with_work: the next runs that have open work items
SELECT DISTINCT run FROM item INDEXED BY item_by_run WHERE status <= 2 AND run > :after AND run <= :until
ORDER BY run LIMIT :limit;

-- next_field_watched: the next field of a record that a run reads, by name
SELECT field FROM watch WHERE type = :type AND id = :id AND field > :after ORDER BY field LIMIT 1;

-- count_watchers: how many runs listen to an event; the field makes the index give them in order
SELECT count(DISTINCT run) FROM watch WHERE type = :type AND id = :id AND field = '*';

-- insert_change: a write of a record whose watchers are still to be woken
INSERT INTO change (type, id, woken, data) VALUES (?, ?, 0, ?);

-- changes: the oldest write whose watchers are still to be woken
SELECT key, type, id, woken, data FROM change WHERE key > :after ORDER BY key LIMIT :limit;

-- advance_change: more watchers have been woken
UPDATE change SET woken = ? WHERE key = ?;

-- delete_change: all watchers have been woken
DELETE FROM change WHERE key = ?;

-- join_line: a stage stands in line for a lock
INSERT INTO lock (name, run, element, visit, asked_at) VALUES (?, ?, ?, ?, ?);

-- leave_line: a stage gives its lock back, or leaves the line
DELETE FROM lock WHERE run = ? AND element = ? AND visit = ?;

-- hold_lock: a stage has its lock
UPDATE lock SET held_at = ? WHERE run = ? AND element = ? AND visit = ?;

-- next_lock: the next lock, by name, that somebody has
SELECT min(name) FROM lock WHERE name > :after;

-- first_in_line: who has a lock
SELECT lock.name, lock.run, run.id, lock.element, lock.visit, lock.asked_at, lock.held_at, run.graph, run.status
FROM lock JOIN run ON run.key = lock.run WHERE lock.name = :name ORDER BY lock.key LIMIT 1;

-- length_of_line: how many stand in line for a lock, up to a cap
SELECT count(*) FROM (SELECT 1 FROM lock WHERE name = :name LIMIT :limit);

-- place_in_line: how many stand before a stage in the line for its lock, up to a cap
SELECT count(*) FROM (
  SELECT 1 FROM lock WHERE name = :name AND key < (
    SELECT key FROM lock WHERE run = :run AND element = :element AND visit = :visit
  ) LIMIT :limit
);

-- insert_inbox: an event that is certain to be applied
INSERT INTO inbox (run, data) VALUES (?, ?);

-- inbox_event: whether an event is still to be applied
SELECT 1 FROM inbox WHERE key = :key;

-- delete_inbox: an event has been applied
DELETE FROM inbox WHERE key = ?;

-- inbox_after: the next events that are to be applied
SELECT inbox.key, inbox.run, inbox.data, run.id FROM inbox LEFT JOIN run ON run.key = inbox.run
WHERE inbox.key > :after ORDER BY inbox.key LIMIT :limit;

-- insert_put_off: keep an event for a run that is suspended
INSERT INTO put_off (run, data) VALUES (?, ?);

-- put_off: what was kept for a run while it was suspended, oldest first
SELECT key, run, data FROM put_off WHERE run = :run ORDER BY key;

-- clear_put_off: a run goes on, or has ended
DELETE FROM put_off WHERE run = ?;

-- insert_aside: put an event aside
INSERT INTO aside (run, at, error, data) VALUES (?, ?, ?, ?);

-- delete_aside: an event that was put aside has been applied
DELETE FROM aside WHERE key = ?;

-- aside: an event that was put aside
SELECT aside.key, aside.run, run.id, aside.at, aside.error, aside.data
FROM aside JOIN run ON run.key = aside.run WHERE aside.key = :key;

-- asides: the events that were put aside, oldest first
SELECT aside.key, aside.run, run.id, aside.at, aside.error, aside.data
FROM aside JOIN run ON run.key = aside.run WHERE aside.key > :after ORDER BY aside.key LIMIT :limit;

-- timers_due: what is due by its instants, then by source, then by a step's instances; `remind` and `rung` before `timeout`
SELECT run, element, visit, instance, attempt, kind, due FROM timer
WHERE due <= :now ORDER BY due, element, instance, kind, attempt LIMIT :limit;

-- next_due: the instant of the next timer or of the next start by a schedule
SELECT min(due) FROM (SELECT min(due) AS due FROM timer UNION ALL SELECT min(next) FROM schedule);

-- schedules: all schedules, of which there are as many as sources declare
SELECT schedule.key, schedule.orchestration, orchestration.name, schedule.graph, schedule.place, schedule.cron, schedule.zone,
  schedule.next, schedule.started_at, schedule.run, schedule.missed, schedule.missed_since, schedule.trouble,
  schedule.since
FROM schedule JOIN orchestration ON orchestration.key = schedule.orchestration ORDER BY schedule.key;

-- schedules_due: which schedules are to start a run, in the order of their instants
SELECT schedule.key, schedule.orchestration, orchestration.name, schedule.graph, schedule.place, schedule.cron, schedule.zone,
  schedule.next, schedule.started_at, schedule.run, schedule.missed, schedule.missed_since, schedule.trouble,
  schedule.since
FROM schedule JOIN orchestration ON orchestration.key = schedule.orchestration
WHERE schedule.next <= :now ORDER BY schedule.next, schedule.key LIMIT :limit;

-- schedule: a schedule
SELECT schedule.key, schedule.orchestration, orchestration.name, schedule.graph, schedule.place, schedule.cron, schedule.zone,
  schedule.next, schedule.started_at, schedule.run, schedule.missed, schedule.missed_since, schedule.trouble,
  schedule.since
FROM schedule JOIN orchestration ON orchestration.key = schedule.orchestration WHERE schedule.key = :key;

-- put_schedule: a schedule as it now is; it gets a key where it has none
INSERT OR REPLACE INTO schedule
  (key, orchestration, graph, place, cron, zone, next, started_at, run, missed, missed_since, trouble, since)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- note_unstarted: a trigger was met and has started nothing
INSERT INTO unstarted (orchestration, source, times, at, problem) VALUES (?, ?, 1, ?, ?)
ON CONFLICT (orchestration, source) DO UPDATE SET times = times + 1, at = excluded.at, problem = excluded.problem;

-- unstarted: what triggers have not started, a row for each at most
SELECT orchestration.name, unstarted.source, unstarted.times, unstarted.at, unstarted.problem
FROM unstarted JOIN orchestration ON orchestration.key = unstarted.orchestration
ORDER BY unstarted.orchestration, unstarted.source;

-- delete_schedule: a schedule is there no more
DELETE FROM schedule WHERE key = ?;

-- timer: whether a timer is still set for this instant
SELECT 1 FROM timer
WHERE run = :run AND element = :element AND visit = :visit AND instance = :instance AND attempt = :attempt
  AND kind = :kind AND due = :due;

-- timers_of_run: what a run waits for in time
SELECT run, element, visit, instance, attempt, kind, due FROM timer WHERE run = :run;

-- last_outbox: the key of the newest effect
SELECT coalesce(max(key), 0) FROM outbox;

-- outbox_between: effects to carry out, oldest first
SELECT outbox.key, outbox.run, run.id, run.graph, outbox.name, outbox.at, outbox.data, outbox.trouble,
  outbox.later, outbox.fraction, outbox.doing
FROM outbox JOIN run ON run.key = outbox.run
WHERE outbox.key > :after AND outbox.key <= :until AND outbox.later IS NULL ORDER BY outbox.key LIMIT :limit;

-- outbox_row: one effect
SELECT outbox.key, outbox.run, run.id, run.graph, outbox.name, outbox.at, outbox.data, outbox.trouble,
  outbox.later, outbox.fraction, outbox.doing
FROM outbox JOIN run ON run.key = outbox.run WHERE outbox.key = :key;

-- outbox_keys: which of these effects still want an answer
SELECT key FROM outbox WHERE key IN (SELECT value FROM json_each(:keys));

-- outbox_has: whether an effect still wants an answer
SELECT 1 FROM outbox WHERE key = :key;

-- outbox_at_once: whether there is an effect that nothing keeps from being carried out
SELECT outbox.key, outbox.run, run.id, run.graph, outbox.name, outbox.at, outbox.data, outbox.trouble,
  outbox.later, outbox.fraction, outbox.doing
FROM outbox JOIN run ON run.key = outbox.run
WHERE outbox.key > :after AND outbox.trouble IS NULL AND outbox.later IS NULL ORDER BY outbox.key LIMIT :limit;

-- outbox_of_run: the effects of one run that want an answer
SELECT outbox.key, outbox.run, run.id, run.graph, outbox.name, outbox.at, outbox.data, outbox.trouble,
  outbox.later, outbox.fraction, outbox.doing
FROM outbox JOIN run ON run.key = outbox.run WHERE outbox.run = :run ORDER BY outbox.key;

-- run_row: a run as lists show it
SELECT run.key, run.id, orchestration.name, run.graph, run.status, run.outcome, run.error, run.outputs, run.sequence,
  run.started_at, run.updated_at, (SELECT above.id FROM run AS above WHERE above.key = run.parent)
FROM run JOIN orchestration ON orchestration.key = run.orchestration WHERE run.key = :key;

-- runs: the next runs, newest first, of those that are open to everybody or of the others
SELECT key FROM run WHERE open = :open AND key < :before ORDER BY key DESC LIMIT :limit;

-- runs_by_status: the same in one status
SELECT key FROM run WHERE open = :open AND status = :status AND key < :before ORDER BY key DESC LIMIT :limit;

-- runs_by_orchestration: the same of one orchestration
SELECT key FROM run WHERE open = :open AND orchestration = :orchestration AND key < :before ORDER BY key DESC LIMIT :limit;

-- runs_by_orchestration_and_status: the same of one orchestration in one status
SELECT key FROM run WHERE open = :open AND orchestration = :orchestration AND status = :status AND key < :before
ORDER BY key DESC LIMIT :limit;

-- runs_by_parent: the same of those that are steps of a run
SELECT key FROM run WHERE open = :open AND parent = :parent AND key < :before ORDER BY key DESC LIMIT :limit;

-- viewed: the next runs, newest first, for which somebody is named
SELECT run FROM viewer WHERE principal = :principal AND run < :before ORDER BY run DESC LIMIT :limit;

-- viewed_by_status: the same in one status
SELECT run FROM viewer WHERE principal = :principal AND status = :status AND run < :before ORDER BY run DESC LIMIT :limit;

-- viewed_by_orchestration: the same of one orchestration
SELECT run FROM viewer WHERE principal = :principal AND orchestration = :orchestration AND run < :before
ORDER BY run DESC LIMIT :limit;

-- viewed_by_orchestration_and_status: the same of one orchestration in one status
SELECT run FROM viewer
WHERE principal = :principal AND orchestration = :orchestration AND status = :status AND run < :before
ORDER BY run DESC LIMIT :limit;

-- viewed_by_parent: the same of those that are steps of a run
SELECT run FROM viewer WHERE principal = :principal AND parent = :parent AND run < :before ORDER BY run DESC LIMIT :limit;

-- next_viewer: the next, by name, for whom runs are named
SELECT min(principal) FROM viewer WHERE principal > :after;

-- viewers: who is named for a run
SELECT principal FROM viewer WHERE run = :run;

-- clear_viewers: others are named for a run
DELETE FROM viewer WHERE run = ?;

-- move_viewers: a run for which some are named has another status
UPDATE viewer SET status = :status WHERE run = :run AND status <> :status;

-- insert_viewer: somebody is named for a run
INSERT INTO viewer (principal, run, orchestration, status, parent)
SELECT ?, key, orchestration, status, parent FROM run WHERE key = ?;

-- view_reads: which records say who is named for a run
SELECT type, id FROM view_read WHERE run = :run;

-- clear_view_reads: other records say so
DELETE FROM view_read WHERE run = ?;

-- insert_view_read: a record says who is named for a run
INSERT INTO view_read (type, id, run) VALUES (?, ?, ?);

-- told_by_record: the next runs, oldest first, for which a record says who is named
SELECT run FROM view_read WHERE type = :type AND id = :id AND run > :after ORDER BY run LIMIT :limit;

-- told_by_record_newest: the same, newest first, narrowed as a list is
SELECT view_read.run FROM view_read JOIN run ON run.key = view_read.run
WHERE view_read.type = :type AND view_read.id = :id AND view_read.run < :before
  AND (:orchestration IS NULL OR run.orchestration = :orchestration) AND (:status IS NULL OR run.status = :status)
  AND (:parent IS NULL OR run.parent = :parent)
ORDER BY view_read.run DESC LIMIT :limit;

-- view_changes: the records of whose writes not all of them have taken note
SELECT type, id, done FROM view_change ORDER BY type, id LIMIT :limit;

-- put_view_change: a record has been written, or more runs have taken note
INSERT INTO view_change (type, id, done) VALUES (?, ?, ?) ON CONFLICT (type, id) DO UPDATE SET done = excluded.done;

-- delete_view_change: all have taken note
DELETE FROM view_change WHERE type = ? AND id = ?;

-- count_runs: how many runs there are, up to a cap
SELECT count(*) FROM (SELECT 1 FROM run LIMIT :limit);

-- count_runs_by_status: how many runs are in one status, up to a cap
SELECT count(*) FROM (SELECT 1 FROM run WHERE open IN (0, 1) AND status = :status LIMIT :limit);

-- history: a page of what happened to a run
SELECT sequence, at, kind, element, actor, door, data, (SELECT id FROM run WHERE key = :run)
FROM history WHERE run = :run AND sequence > :after ORDER BY sequence LIMIT :limit;

-- item: a work item
SELECT item.key, item.run, run.id, run.graph, item.element, item.visit, item.instance, item.status, item.version,
  item.claimed_by, item.opened_at, item.due_at, item.completed_by, item.rank, item.about, item.locks,
  item.candidate, item.data
FROM item JOIN run ON run.key = item.run WHERE item.key = :key;

-- items_of_run: the work items of a run, oldest first
SELECT item.key, item.run, run.id, run.graph, item.element, item.visit, item.instance, item.status, item.version,
  item.claimed_by, item.opened_at, item.due_at, item.completed_by, item.rank, item.about, item.locks,
  item.candidate, item.data
FROM item JOIN run ON run.key = item.run WHERE item.run = :run ORDER BY item.key;

-- open_items: a page of all open work items, the most urgent first, of those the oldest
-- Here and below, the rest of the rank where the page begins is read apart: SQLite searches an index of a table with rowids
-- for (rank, key) > (…) by the rank alone, and would read all items before it.
SELECT item.key, item.run, run.id, run.graph, item.element, item.visit, item.instance, item.status, item.version,
  item.claimed_by, item.opened_at, item.due_at, item.completed_by, item.rank, item.about, item.locks,
  item.candidate, item.data
FROM item INDEXED BY item_open JOIN run ON run.key = item.run
WHERE item.status <= 2
  AND item.rank = (SELECT rank FROM item AS last WHERE last.key = :after) AND item.key > :after
UNION ALL SELECT item.key, item.run, run.id, run.graph, item.element, item.visit, item.instance, item.status, item.version,
  item.claimed_by, item.opened_at, item.due_at, item.completed_by, item.rank, item.about, item.locks,
  item.candidate, item.data
FROM item INDEXED BY item_open JOIN run ON run.key = item.run
WHERE item.status <= 2
  AND item.rank > ifnull((SELECT rank FROM item AS last WHERE last.key = :after), -1e19)
ORDER BY item.rank, item.key LIMIT :limit;

-- items_about: a page of the open work items about a record, in the same order
SELECT item.key, item.run, run.id, run.graph, item.element, item.visit, item.instance, item.status, item.version,
  item.claimed_by, item.opened_at, item.due_at, item.completed_by, item.rank, item.about, item.locks,
  item.candidate, item.data
FROM item INDEXED BY item_by_subject JOIN run ON run.key = item.run
WHERE item.about = :about AND item.status <= 2
  AND item.rank = (SELECT rank FROM item AS last WHERE last.key = :after) AND item.key > :after
UNION ALL SELECT item.key, item.run, run.id, run.graph, item.element, item.visit, item.instance, item.status, item.version,
  item.claimed_by, item.opened_at, item.due_at, item.completed_by, item.rank, item.about, item.locks,
  item.candidate, item.data
FROM item INDEXED BY item_by_subject JOIN run ON run.key = item.run
WHERE item.about = :about AND item.status <= 2
  AND item.rank > ifnull((SELECT rank FROM item AS last WHERE last.key = :after), -1e19)
ORDER BY item.rank, item.key LIMIT :limit;

-- items_locking: the open work items that lock a record, oldest first
SELECT item.key, item.run, run.id, run.graph, item.element, item.visit, item.instance, item.status, item.version,
  item.claimed_by, item.opened_at, item.due_at, item.completed_by, item.rank, item.about, item.locks,
  item.candidate, item.data
FROM item INDEXED BY item_by_lock JOIN run ON run.key = item.run
WHERE item.locks = :locks AND item.status <= 2 ORDER BY item.key;

-- items_for_principal: the next open work items that somebody may claim, in the same order
SELECT rank, key FROM item WHERE candidate = :principal AND status <= 2
  AND rank = (SELECT rank FROM item AS last WHERE last.key = :after) AND key > :after
UNION ALL SELECT rank, key FROM item WHERE candidate = :principal AND status <= 2
  AND rank > ifnull((SELECT rank FROM item AS last WHERE last.key = :after), -1e19)
UNION ALL SELECT rank, item FROM further_candidate WHERE principal = :principal
  AND (rank, item) > (ifnull((SELECT rank FROM item AS last WHERE last.key = :after), -9223372036854775808), :after)
ORDER BY rank, key LIMIT :limit;

-- items_claimed_by: the next open work items that somebody has claimed, in the same order
SELECT rank, key FROM item WHERE claimed_by = :user AND status <= 2
  AND rank = (SELECT rank FROM item AS last WHERE last.key = :after) AND key > :after
UNION ALL SELECT rank, key FROM item WHERE claimed_by = :user AND status <= 2
  AND rank > ifnull((SELECT rank FROM item AS last WHERE last.key = :after), -1e19)
ORDER BY rank, key LIMIT :limit;

-- item_taken: whether somebody has taken or done another instance of a step in the same visit
SELECT 1 FROM item WHERE run = :run AND element = :element AND visit = :visit AND claimed_by = :user AND status <= 3
  AND instance > 0 AND instance <> :instance
UNION ALL SELECT 1 FROM item WHERE run = :run AND element = :element AND visit = :visit AND claimed_by = :user AND status <= 3
  AND instance = 0 AND :instance <> 0
LIMIT 1;

-- next_principal: the next group or queue, by name, that open work waits for
SELECT min(principal) FROM (
  SELECT min(candidate) AS principal FROM item WHERE candidate > :after AND status <= 2
  UNION ALL SELECT min(principal) FROM further_candidate WHERE principal > :after
);

-- observers: how far each observer has been told, and what keeps it from being told further
SELECT name, told, trouble FROM observer ORDER BY name;

-- last_happened: the place of the newest event that an observer is to be told of
SELECT seq FROM sqlite_sequence WHERE name = 'happened';

-- happened: what an observer is to be told next
SELECT happened.place, run.graph, history.sequence, history.at, kind, element, actor, door, data, run.id
FROM happened JOIN run ON run.key = happened.run
  JOIN history ON history.run = happened.run AND history.sequence = happened.sequence
WHERE happened.place > :after ORDER BY happened.place LIMIT :limit;

-- put_observer: how far an observer has been told
INSERT INTO observer (name, told, trouble) VALUES (?, ?, ?)
ON CONFLICT (name) DO UPDATE SET told = max(told, excluded.told), trouble = excluded.trouble;

-- delete_observer: an observer is there no more
DELETE FROM observer WHERE name = ?;

-- forget_happened: what all observers have been told
DELETE FROM happened WHERE place <= (SELECT coalesce(min(told), 9223372036854775807) FROM observer);

-- watch_histories: from now on what is written to histories is for observers, too
CREATE TRIGGER IF NOT EXISTS history_observed AFTER INSERT ON history BEGIN
  INSERT INTO happened (run, sequence) VALUES (new.run, new.sequence);
END;

-- leave_histories: nobody observes
DROP TRIGGER IF EXISTS history_observed;

-- sources: how far each record source has come, and what keeps it from going on
SELECT name, cursor, at, trouble FROM source ORDER BY name;

-- source: the same of one
SELECT name, cursor, at, trouble FROM source WHERE name = :name;

-- put_source: a record source has come further, or is in trouble
INSERT INTO source (name, cursor, at, trouble) VALUES (?, ?, ?, ?)
ON CONFLICT (name) DO UPDATE SET cursor = excluded.cursor, at = excluded.at, trouble = excluded.trouble;

-- rejected: changes that could not be applied
SELECT key, source, type, id, at, reason, soon, deleted, data FROM rejected
WHERE source = :source AND key > :after ORDER BY key LIMIT :limit;

-- rejected_of_all: the same of all sources
SELECT key, source, type, id, at, reason, soon, deleted, data FROM rejected
WHERE key > :after ORDER BY key LIMIT :limit;

-- rejected_soon: those that are tried again by themselves
SELECT key, source, type, id, at, reason, soon, deleted, data FROM rejected
WHERE source = :source AND soon AND key > :after ORDER BY key LIMIT :limit;

-- rejected_by_key: one of them
SELECT key, source, type, id, at, reason, soon, deleted, data FROM rejected WHERE key = :key;

-- rejected_of: that of a record
SELECT key, source, type, id, at, reason, soon, deleted, data FROM rejected
WHERE source = :source AND type = :type AND id = :id;

-- count_rejected: how many there are of a source, up to a limit
SELECT count(*) FROM (SELECT 1 FROM rejected WHERE source = :source LIMIT :limit);

-- put_rejected: a change cannot be applied; an older one of the same record is worth nothing any more
INSERT INTO rejected (source, type, id, at, reason, soon, deleted, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (source, type, id) DO UPDATE SET at = excluded.at, reason = excluded.reason, soon = excluded.soon,
  deleted = excluded.deleted, data = excluded.data;

-- delete_rejected: a change has been applied after all, or nobody wants it
DELETE FROM rejected WHERE key = ?;

-- last_run_key: up to where runs are numbered
SELECT coalesce(max(key), 0) FROM run;

-- runs_between: everything that is kept of some runs, by their keys
SELECT key, id, graph, status, outcome, error, sequence, started_at, updated_at, parent, open, state FROM run
WHERE key BETWEEN :first AND :last ORDER BY key;

-- timers_between: the timers of these runs
SELECT run, element, visit, instance, attempt, kind, due FROM timer WHERE run BETWEEN :first AND :last;

-- watches_between: what these runs read
SELECT run, element, instance, type, id, field FROM watch WHERE run BETWEEN :first AND :last;

-- effects_between: the effects of these runs
SELECT run, name, element, data FROM outbox WHERE run BETWEEN :first AND :last;

-- items_between: the open work items of these runs, each with whose work it counts for
SELECT run, element, visit, instance, status, version, claimed_by, rank, holder, key, candidate, data FROM item
WHERE status <= 2 AND run BETWEEN :first AND :last;

-- further_candidates_between: who else may claim them
SELECT item.run, item.key, further_candidate.principal FROM item INDEXED BY item_by_run
JOIN further_candidate ON further_candidate.item = item.key WHERE item.status <= 2 AND item.run BETWEEN :first AND :last;

-- lines_between: the lines for locks in which stages of these runs stand
SELECT run, element, visit, name, held_at FROM lock WHERE run BETWEEN :first AND :last;

-- coming_between: the events of these runs that are kept to be applied
SELECT run, data FROM inbox WHERE run BETWEEN :first AND :last
UNION ALL SELECT run, data FROM put_off WHERE run BETWEEN :first AND :last
UNION ALL SELECT run, data FROM aside WHERE run BETWEEN :first AND :last;

-- viewers_between: who is named to look at these runs
SELECT run, principal FROM viewer WHERE run BETWEEN :first AND :last;

-- view_reads_between: which records say so
SELECT run, type, id FROM view_read WHERE run BETWEEN :first AND :last;
