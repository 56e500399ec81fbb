\set SHOW_CONTEXT never
-- What PostgreSQL 18 brought.
SELECT current_setting('server_version_num')::int < 180000 AS too_old \gset
\if :too_old
\quit
\endif
-- Virtual generated columns are in no tuple, so they are left out; the bits of __unchanged count columns that are sent.
CREATE TABLE virt (v0 int GENERATED ALWAYS AS (id + 1) VIRTUAL, id int PRIMARY KEY, v1 text GENERATED ALWAYS AS (upper(a)) VIRTUAL,
	a text, stored int GENERATED ALWAYS AS (id * 2) STORED, n int);
ALTER TABLE virt ALTER a SET STORAGE external;
INSERT INTO virt (id, a) VALUES (1, 'a'), (2, repeat('b', 5000));
UPDATE virt SET n = 1;
DELETE FROM virt WHERE id = 1;
ALTER TABLE virt REPLICA IDENTITY FULL;
UPDATE virt SET n = 2;
DELETE FROM virt;
SELECT * FROM w2a.changes('w2a_regress');
-- A virtual column that is added or dropped changes nothing on the wire, and later columns are still found.
ALTER TABLE virt ADD v2 int GENERATED ALWAYS AS (n * 2) VIRTUAL;
ALTER TABLE virt ADD z text DEFAULT 'added';
INSERT INTO virt (id, n) VALUES (3, 30);
ALTER TABLE virt DROP v0;
UPDATE virt SET n = 31;
SELECT * FROM w2a.changes('w2a_regress');
-- Rows from before a NOT NULL constraint may break it until it is validated.
CREATE TABLE nn (id int PRIMARY KEY, v int);
ALTER TABLE nn REPLICA IDENTITY FULL;
INSERT INTO nn VALUES (1, NULL);
ALTER TABLE nn ADD CONSTRAINT nn_v NOT NULL v NOT VALID;
DELETE FROM nn;
ALTER TABLE nn VALIDATE CONSTRAINT nn_v;
INSERT INTO nn VALUES (2, 2);
SELECT * FROM w2a.changes('w2a_regress');
-- A primary key over time.
CREATE TABLE temporal (id int4range, valid daterange, v text, PRIMARY KEY (id, valid WITHOUT OVERLAPS));
INSERT INTO temporal VALUES ('[1,2)', '[2025-01-01,2026-01-01)', 'a');
UPDATE temporal SET v = 'b';
UPDATE temporal SET valid = '[2025-02-01,2026-01-01)';
DELETE FROM temporal;
SELECT * FROM w2a.changes('w2a_regress');
-- A primary key that can be deferred names a row with FULL, too.
CREATE TABLE deferred (id int PRIMARY KEY DEFERRABLE);
ALTER TABLE deferred REPLICA IDENTITY FULL;
INSERT INTO deferred VALUES (1);
SELECT * FROM w2a.changes('w2a_regress');
DROP TABLE virt, nn, temporal, deferred;
SELECT count(*) FROM w2a.changes('w2a_regress');
