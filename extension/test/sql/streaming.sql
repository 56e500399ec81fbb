\set SHOW_CONTEXT never
-- Transactions in progress: blocks, subtransactions, commit and abort.
SET logical_decoding_work_mem = '64kB';
CREATE TABLE st (id int PRIMARY KEY, v text);
CREATE TABLE other (id int);
BEGIN;
INSERT INTO st SELECT g, repeat('x', 100) FROM generate_series(1, 600) g;
SAVEPOINT a;
INSERT INTO other SELECT g FROM generate_series(1, 700) g;
INSERT INTO st SELECT g, repeat('y', 100) FROM generate_series(1001, 1600) g;
ROLLBACK TO a;
INSERT INTO st SELECT g, repeat('z', 100) FROM generate_series(2001, 2600) g;
SAVEPOINT b;
UPDATE st SET v = repeat('u', 100) WHERE id <= 600;
RELEASE b;
ALTER TABLE st ADD w int;
DELETE FROM st WHERE id > 2000;
INSERT INTO st VALUES (3000, 'end', 1);
COMMIT;
-- It was streamed, and its first subtransaction rolled back.
SELECT count(*) FILTER (WHERE c ~ 'in progress') > 0 AS streamed, count(*) FILTER (WHERE c ~ 'stream abort of a sub') > 0 AS aborted_some,
       count(*) FILTER (WHERE c ~ 'stream commit') AS commits, count(*) FILTER (WHERE c ~ '^\d+ \d+\.\d+ [A-Z]') AS plain
FROM w2a.peeked('w2a_regress', 'streaming', 'on', 'tables', 'public.st') c;
-- Every change keeps its ordinal, streamed or not.
SELECT (SELECT count(*) FROM w2a.peeked('w2a_regress', 'tables', 'public.st') c WHERE c ~ '^\d+ \d+\.\d+ [A-Z]') AS changes,
       ARRAY(SELECT w2a.restored(ARRAY(SELECT w2a.peeked('w2a_regress', 'streaming', 'on', 'tables', 'public.st')))) =
       ARRAY(SELECT w2a.restored(ARRAY(SELECT w2a.peeked('w2a_regress', 'tables', 'public.st')))) AS same;
SELECT count(*) > 0 FROM w2a.changes('w2a_regress', 'streaming', 'on');
-- Rolled back as a whole, and one that stays small. (What is decoded once more on the way
-- to the slot's position may be streamed once more, and is then aborted.)
BEGIN;
INSERT INTO st SELECT g, repeat('x', 100) FROM generate_series(10001, 11000) g;
ROLLBACK;
INSERT INTO st VALUES (4000, 'small', 2);
SELECT r FROM w2a.restored(ARRAY(SELECT w2a.changes('w2a_regress', 'streaming', 'on'))) r;
-- An Arrow stream has no place for it.
SELECT * FROM w2a.changes('w2a_regress', 'streaming', 'on', 'format', 'ipc');
DROP TABLE st, other;
SELECT count(*) FROM w2a.changes('w2a_regress');
