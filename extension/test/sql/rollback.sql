\set SHOW_CONTEXT never
-- Large transactions that were rolled back, as a whole or in part, with and without
-- subtransactions, while no streaming was asked for.
SET logical_decoding_work_mem = '64kB';
CREATE TABLE rb (id int PRIMARY KEY, v text);
BEGIN;
SAVEPOINT a;
INSERT INTO rb VALUES (1, 'subtransaction');
RELEASE a;
INSERT INTO rb SELECT g, repeat('x', 100) FROM generate_series(2, 2000) g;
ROLLBACK;
BEGIN;
INSERT INTO rb SELECT g, repeat('x', 100) FROM generate_series(1, 2000) g;
ROLLBACK;
BEGIN;
INSERT INTO rb VALUES (1, 'kept');
SAVEPOINT a;
INSERT INTO rb SELECT g, repeat('y', 100) FROM generate_series(2, 2000) g;
SAVEPOINT b;
INSERT INTO rb SELECT g, repeat('y', 100) FROM generate_series(2001, 4000) g;
ROLLBACK TO a;
INSERT INTO rb VALUES (2, 'kept, too');
COMMIT;
SELECT * FROM w2a.changes('w2a_regress');
DROP TABLE rb;
SELECT count(*) FROM w2a.changes('w2a_regress');
