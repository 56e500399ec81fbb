\set SHOW_CONTEXT never
-- Unchanged TOAST values are not in the WAL: marked, or filled from a FULL old image.
CREATE TABLE t (id int PRIMARY KEY, a text, n int, b bytea, c text);
ALTER TABLE t ALTER a SET STORAGE external, ALTER b SET STORAGE external, ALTER c SET STORAGE extended;
-- Written: reassembled and decompressed. (value over 60 characters: md5 and length)
INSERT INTO t VALUES (1, repeat('a', 5000), 1, decode(repeat('00ff', 3000), 'hex'), repeat('compress me ', 1000));
UPDATE t SET n = 2;
UPDATE t SET a = repeat('b', 5000);
UPDATE t SET a = NULL, b = '\x01';
UPDATE t SET id = 2;
DELETE FROM t;
SELECT * FROM w2a.changes('w2a_regress');
SELECT md5(repeat('a', 5000)), md5(repeat('b', 5000)), md5(repeat('compress me ', 1000)),
       md5('\x' || repeat('00ff', 3000));
ALTER TABLE t REPLICA IDENTITY FULL;
INSERT INTO t VALUES (1, repeat('a', 5000), 1, decode(repeat('00ff', 3000), 'hex'), repeat('compress me ', 1000));
UPDATE t SET n = 2;
UPDATE t SET a = 'short';
DELETE FROM t;
SELECT * FROM w2a.changes('w2a_regress');
-- Columns that were added with a default are not in the rows from before, nor in their old images.
CREATE TABLE added (gone int, id int PRIMARY KEY);
ALTER TABLE added REPLICA IDENTITY FULL;
INSERT INTO added VALUES (0, 1), (0, 2);
ALTER TABLE added ADD i int DEFAULT -7, ADD s int2 DEFAULT -2, ADD b bool DEFAULT true, ADD f float8 DEFAULT -1.5,
	ADD t text DEFAULT 'ž', ADD d numeric(6,2) DEFAULT 1.5, ADD a int[] DEFAULT '{1,NULL}', ADD m int[] DEFAULT '{{1},{2}}', ADD n int, ADD x text DEFAULT 'dropped';
ALTER TABLE added DROP gone, DROP x;
UPDATE added SET n = 1 WHERE id = 1;
DELETE FROM added WHERE id = 2;
SELECT * FROM w2a.changes('w2a_regress');
DROP TABLE added;
DROP TABLE t;
SELECT count(*) FROM w2a.changes('w2a_regress');
