-- What must hold between the rows of a store. Each statement finds where it does not: its name is what must hold, its
-- first column the place, and the words after its name say what is wrong there, with the columns by their numbers.

-- every_row_belongs_to_a_run_that_is_there: rows belong to run number {2}, which is not there ({1})
SELECT 'history', count(*), run FROM history WHERE NOT EXISTS (SELECT 1 FROM run WHERE key = history.run) GROUP BY run
UNION ALL
SELECT 'applied', count(*), run FROM applied
WHERE run <> 0 AND NOT EXISTS (SELECT 1 FROM run WHERE key = applied.run) GROUP BY run
UNION ALL
SELECT 'timer', count(*), run FROM timer WHERE NOT EXISTS (SELECT 1 FROM run WHERE key = timer.run) GROUP BY run
UNION ALL
SELECT 'watch', count(*), run FROM watch WHERE NOT EXISTS (SELECT 1 FROM run WHERE key = watch.run) GROUP BY run
UNION ALL
SELECT 'item', count(*), run FROM item WHERE NOT EXISTS (SELECT 1 FROM run WHERE key = item.run) GROUP BY run
UNION ALL
SELECT 'outbox', count(*), run FROM outbox WHERE NOT EXISTS (SELECT 1 FROM run WHERE key = outbox.run) GROUP BY run
UNION ALL
SELECT 'inbox', count(*), run FROM inbox WHERE NOT EXISTS (SELECT 1 FROM run WHERE key = inbox.run) GROUP BY run
UNION ALL
SELECT 'put_off', count(*), run FROM put_off WHERE NOT EXISTS (SELECT 1 FROM run WHERE key = put_off.run) GROUP BY run
UNION ALL
SELECT 'aside', count(*), run FROM aside WHERE NOT EXISTS (SELECT 1 FROM run WHERE key = aside.run) GROUP BY run
UNION ALL
SELECT 'lock', count(*), run FROM lock WHERE NOT EXISTS (SELECT 1 FROM run WHERE key = lock.run) GROUP BY run
UNION ALL
SELECT 'viewer', count(*), run FROM viewer WHERE NOT EXISTS (SELECT 1 FROM run WHERE key = viewer.run) GROUP BY run
UNION ALL
SELECT 'view_read', count(*), run FROM view_read WHERE NOT EXISTS (SELECT 1 FROM run WHERE key = view_read.run)
GROUP BY run;

-- every_row_belongs_to_an_orchestration_that_is_there: it belongs to {1} number {2}, which is not there
SELECT 'run ' || id, 'graph', graph FROM run WHERE NOT EXISTS (SELECT 1 FROM graph WHERE key = run.graph)
UNION ALL
SELECT 'run ' || id, 'orchestration', orchestration FROM run
WHERE NOT EXISTS (SELECT 1 FROM orchestration WHERE key = run.orchestration)
UNION ALL
SELECT 'graph ' || substr(hash, 1, 12), 'orchestration', orchestration FROM graph
WHERE NOT EXISTS (SELECT 1 FROM orchestration WHERE key = graph.orchestration)
UNION ALL
SELECT 'schedule ' || cron, 'graph', graph FROM schedule WHERE NOT EXISTS (SELECT 1 FROM graph WHERE key = schedule.graph)
UNION ALL
SELECT 'schedule ' || cron, 'orchestration', orchestration FROM schedule
WHERE NOT EXISTS (SELECT 1 FROM orchestration WHERE key = schedule.orchestration)
UNION ALL
SELECT 'unstarted ' || source, 'orchestration', orchestration FROM unstarted
WHERE NOT EXISTS (SELECT 1 FROM orchestration WHERE key = unstarted.orchestration)
UNION ALL
SELECT 'once ' || type || '/' || id, 'orchestration', orchestration FROM once
WHERE NOT EXISTS (SELECT 1 FROM orchestration WHERE key = once.orchestration);

-- a_run_and_its_graph_are_of_one_orchestration: it is listed under orchestration number {1}, its graph under number {2}
SELECT 'run ' || run.id, run.orchestration, graph.orchestration FROM run JOIN graph ON graph.key = run.graph
WHERE run.orchestration <> graph.orchestration;

-- a_run_that_is_a_step_comes_after_its_parent: its parent is run number {1}, {2}
SELECT 'run ' || id, parent, 'which is not there' FROM run
WHERE parent IS NOT NULL AND NOT EXISTS (SELECT 1 FROM run AS above WHERE above.key = run.parent)
UNION ALL
SELECT 'run ' || run.id, run.parent, above.id || ', which is another one than its id says' FROM run
JOIN run AS above ON above.key = run.parent
WHERE above.key >= run.key OR substr(run.id, 1, length(above.id) + 1) <> above.id || '-';

-- runs_are_numbered_without_holes: there are {1} runs, and the numbers of runs go from {2} to {3}
SELECT 'run', many, first, last FROM (SELECT count(*) AS many, min(key) AS first, max(key) AS last FROM run)
WHERE many > 0 AND (first <> 1 OR last <> many);

-- histories_have_no_holes: it has had {1} events, and its history has {2}, up to number {3}
SELECT 'run ' || id, sequence, kept, last FROM (
  SELECT id, sequence, (SELECT count(*) FROM history WHERE run = run.key) AS kept,
    (SELECT coalesce(max(history.sequence), 0) FROM history WHERE run = run.key) AS last
  FROM run
) WHERE kept <> sequence OR last <> sequence;

-- time_never_goes_back_within_a_run: event {1} is later than event {2}
SELECT 'run ' || run.id, earlier.sequence, later.sequence FROM history AS later
JOIN history AS earlier ON earlier.run = later.run AND earlier.sequence = later.sequence - 1
JOIN run ON run.key = later.run WHERE earlier.at > later.at
UNION ALL
SELECT 'run ' || run.id, run.sequence, 'which has changed it last' FROM run
JOIN history ON history.run = run.key AND history.sequence = run.sequence WHERE history.at <> run.updated_at;

-- candidates_are_of_open_work_items: {1} is a candidate {2}
SELECT 'work item ' || further.item, principal, 'of a work item that is not there' FROM further_candidate AS further
WHERE NOT EXISTS (SELECT 1 FROM item WHERE key = further.item)
UNION ALL
SELECT 'work item ' || item.key, principal, 'although it is closed' FROM further_candidate AS further
JOIN item ON item.key = further.item WHERE item.status > 2
UNION ALL
SELECT 'work item ' || key, candidate, 'although it is closed' FROM item WHERE status > 2 AND candidate IS NOT NULL
UNION ALL
SELECT 'work item ' || item.key, principal, 'in the place of another priority' FROM further_candidate AS further
JOIN item ON item.key = further.item WHERE item.status <= 2 AND item.rank <> further.rank;

-- open_work_is_held_by_who_has_it: it counts for {1}, and {2} has it
SELECT 'work item ' || key, coalesce(holder, 'nobody'), coalesce(claimed_by, 'nobody') FROM item
WHERE (status > 2 AND holder IS NOT NULL) OR (status <= 2 AND claimed_by IS NOT NULL AND holder IS NOT claimed_by);

-- workloads_are_what_is_open: {1} open work items are counted, and there are {2}
SELECT user, sum(counted), sum(open) FROM (
  SELECT user, open AS counted, 0 AS open FROM workload
  UNION ALL SELECT holder, 0, 1 FROM item WHERE holder IS NOT NULL
) GROUP BY user HAVING sum(counted) <> sum(open);

-- who_is_first_in_line_has_the_lock: run number {1} is number {2} in its line, and {3}
SELECT 'lock ' || name, run, place, CASE WHEN held_at IS NULL THEN 'does not have it' ELSE 'has it' END FROM (
  SELECT name, run, held_at, row_number() OVER (PARTITION BY name ORDER BY key) AS place FROM lock
) WHERE (place = 1) = (held_at IS NULL);

-- keys_are_never_used_twice: the last key is {1}, and the counter says {2}
SELECT name, last, coalesce((SELECT seq FROM sqlite_sequence WHERE sqlite_sequence.name = used.name), 0) FROM (
  SELECT 'outbox' AS name, max(key) AS last FROM outbox
  UNION ALL SELECT 'inbox', max(key) FROM inbox UNION ALL SELECT 'put_off', max(key) FROM put_off
  UNION ALL SELECT 'aside', max(key) FROM aside UNION ALL SELECT 'lock', max(key) FROM lock
  UNION ALL SELECT 'happened', max(place) FROM happened UNION ALL SELECT 'rejected', max(key) FROM rejected
) AS used WHERE last > coalesce((SELECT seq FROM sqlite_sequence WHERE sqlite_sequence.name = used.name), 0);

-- lists_of_runs_show_them_as_they_are: {1} finds it {2}
SELECT 'run ' || run.id, principal, 'in a list of another status, orchestration or parent' FROM viewer
JOIN run ON run.key = viewer.run
WHERE (viewer.status, viewer.orchestration) <> (run.status, run.orchestration) OR viewer.parent IS NOT run.parent
UNION ALL
SELECT 'run ' || run.id, principal, 'among those that not everybody may look at, and everybody may' FROM viewer
JOIN run ON run.key = viewer.run WHERE run.open;

-- only_suspended_runs_put_events_off: {1} events were put off, and the run is not suspended
SELECT 'run ' || run.id, count(*) FROM put_off JOIN run ON run.key = put_off.run WHERE run.status <> 8 GROUP BY run.key;

-- what_observers_are_told_has_happened: {1}
SELECT 'event ' || sequence || ' of run number ' || run, 'observers are to be told of it, and no history has it'
FROM happened WHERE NOT EXISTS (SELECT 1 FROM history WHERE run = happened.run AND sequence = happened.sequence)
UNION ALL
SELECT 'observer ' || name, 'it has been told more than has happened' FROM observer
WHERE told > coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'happened'), 0)
UNION ALL
SELECT 'happened', 'something is kept for observers, and there is none' WHERE EXISTS (SELECT 1 FROM happened)
AND NOT EXISTS (SELECT 1 FROM observer)
UNION ALL
SELECT 'history', 'what happens is kept for observers only while there are some' FROM (
  SELECT EXISTS (SELECT 1 FROM observer) AS watched,
    EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = 'history_observed') AS kept
) WHERE watched <> kept;

-- turns_of_allocation_differ: {1} users have had turn {2} of these people
SELECT pool, count(*), turn FROM allocation GROUP BY pool, turn HAVING count(*) > 1;

-- the_secret_is_there: what the tokens of calls are made with is missing
SELECT 'secret' WHERE NOT EXISTS (SELECT 1 FROM secret);
