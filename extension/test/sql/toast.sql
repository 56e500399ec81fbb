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
DROP TABLE t;
SELECT count(*) FROM w2a.changes('w2a_regress');
