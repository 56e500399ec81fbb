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
ALTER TABLE g ALTER bb SET NOT NULL;
INSERT INTO g VALUES (44, 'z', 10);
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
-- Each of them inside one transaction.
CREATE TABLE m (id int PRIMARY KEY, a int, b text);
BEGIN;
INSERT INTO m VALUES (1, 1, 'x');
ALTER TABLE m RENAME a TO aa;
INSERT INTO m VALUES (2, 2, 'x');
ALTER TABLE m ALTER aa TYPE bigint;
INSERT INTO m VALUES (3, 3000000000, 'x');
ALTER TABLE m ALTER b SET NOT NULL;
INSERT INTO m VALUES (4, 4, 'x');
ALTER TABLE m REPLICA IDENTITY FULL;
UPDATE m SET aa = 5 WHERE id = 4;
ALTER TABLE m RENAME TO mm;
INSERT INTO mm VALUES (6, 6, 'x');
DROP TABLE mm;
CREATE TABLE mm (id int PRIMARY KEY, other text);
INSERT INTO mm VALUES (1, 'another table');
COMMIT;
SELECT * FROM w2a.changes('w2a_regress');
DROP TABLE mm;
-- What a table's schema or a column's type is called.
CREATE SCHEMA gs;
CREATE TYPE gs.kind AS ENUM ('a');
CREATE DOMAIN gs.short AS text;
CREATE TABLE gs.t (id int PRIMARY KEY, k gs.kind, s gs.short);
INSERT INTO gs.t VALUES (1, 'a', 's');
ALTER TYPE gs.kind RENAME TO sort;
INSERT INTO gs.t VALUES (2, 'a', 's');
ALTER DOMAIN gs.short RENAME TO brief;
INSERT INTO gs.t VALUES (3, 'a', 's');
CREATE TABLE gs.plain (id int PRIMARY KEY);
INSERT INTO gs.plain VALUES (4);
ALTER SCHEMA gs RENAME TO gt;
INSERT INTO gt.plain VALUES (5);
SELECT * FROM w2a.changes('w2a_regress', 'tables', 'gs.*,gt.*');
DROP TABLE gt.t, gt.plain;
DROP TYPE gt.sort;
DROP DOMAIN gt.brief;
DROP SCHEMA gt;
-- Generated columns that are stored are sent.
CREATE TABLE gen (id int PRIMARY KEY, twice int GENERATED ALWAYS AS (id * 2) STORED);
INSERT INTO gen VALUES (21);
SELECT * FROM w2a.changes('w2a_regress');
DROP TABLE gen;
SELECT count(*) FROM w2a.changes('w2a_regress');
