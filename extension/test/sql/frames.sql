\set SHOW_CONTEXT never
-- Insert, update, delete, truncate; one payload a transaction, progress last.
CREATE TABLE a (id int PRIMARY KEY, v text);
CREATE TABLE b (id int PRIMARY KEY, v text);
INSERT INTO a VALUES (1, 'one'), (2, ''), (3, NULL);
BEGIN;
INSERT INTO b VALUES (1, 'b');
UPDATE a SET v = 'uno' WHERE id = 1;
INSERT INTO b VALUES (2, 'b');
DELETE FROM a WHERE id = 2;
SAVEPOINT s;
INSERT INTO a VALUES (99, 'aborted');
ROLLBACK TO s;
UPDATE a SET id = 30 WHERE id = 3;
COMMIT;
BEGIN;
INSERT INTO a VALUES (100, 'aborted');
ROLLBACK;
TRUNCATE a, b;
SELECT * FROM w2a.changes('w2a_regress');
-- Each session states each schema once again.
INSERT INTO a VALUES (1, 'again');
SELECT * FROM w2a.changes('w2a_regress');
-- format 'ipc': schema, batch and end of stream, one relation a payload.
BEGIN;
INSERT INTO a VALUES (2, 'x');
INSERT INTO b VALUES (2, 'y');
COMMIT;
SELECT substring(data from 1 for 4) AS starts, substring(data from length(data) - 7) AS ends, length(data) % 8 AS rest
FROM pg_logical_slot_get_binary_changes('w2a_regress', NULL, NULL, 'format', 'ipc');
DROP TABLE a, b;
SELECT count(*) FROM w2a.changes('w2a_regress');
