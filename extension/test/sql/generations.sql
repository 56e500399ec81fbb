\set SHOW_CONTEXT never
-- A changed schema closes the batch and opens a generation, at that point of the WAL.
CREATE TABLE g (id int PRIMARY KEY, a int, b text);
INSERT INTO g VALUES (1, 1, 'x');
ALTER TABLE g ADD c int NOT NULL DEFAULT 7;
UPDATE g SET a = 2;
ALTER TABLE g RENAME b TO bb;
INSERT INTO g VALUES (2, 2, 'y', 8);
ALTER TABLE g DROP a;
INSERT INTO g VALUES (3, 'z', 9);
ALTER TABLE g ALTER c TYPE bigint;
INSERT INTO g VALUES (4, 'z', 10);
ALTER TABLE g RENAME TO gg;
INSERT INTO gg VALUES (5, 'z', 11);
ALTER TABLE gg REPLICA IDENTITY FULL;
UPDATE gg SET bb = 'f' WHERE id = 5;
-- Inside one transaction.
BEGIN;
INSERT INTO gg VALUES (6, 'z', 12);
ALTER TABLE gg ADD d text;
INSERT INTO gg VALUES (7, 'z', 13, 'd');
ALTER TABLE gg DROP d;
INSERT INTO gg VALUES (8, 'z', 14);
COMMIT;
-- What does not change the schema opens none.
CREATE INDEX ON gg (c);
ANALYZE gg;
INSERT INTO gg VALUES (9, 'z', 15);
-- Dropped and added again: same schema, another attribute.
ALTER TABLE gg DROP c;
ALTER TABLE gg ADD c bigint NOT NULL DEFAULT 1;
INSERT INTO gg VALUES (10, 'z', 16);
DROP TABLE gg;
CREATE TABLE gg (id int PRIMARY KEY, other text);
INSERT INTO gg VALUES (1, 'another table');
SELECT * FROM w2a.changes('w2a_regress');
DROP TABLE gg;
-- Generated columns that are stored are sent.
CREATE TABLE gen (id int PRIMARY KEY, twice int GENERATED ALWAYS AS (id * 2) STORED);
INSERT INTO gen VALUES (21);
SELECT * FROM w2a.changes('w2a_regress');
DROP TABLE gen;
SELECT count(*) FROM w2a.changes('w2a_regress');
