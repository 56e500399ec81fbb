\set SHOW_CONTEXT never
-- Truncate: all tables of one statement have the same ordinal.
CREATE TABLE t1 (id int PRIMARY KEY);
CREATE TABLE t2 (id serial PRIMARY KEY, r int REFERENCES t1);
CREATE TABLE parted (id int, v text) PARTITION BY LIST (id);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (1);
-- A partition with columns in another order, and a dropped one.
CREATE TABLE parted_2 (junk int, v text, id int);
ALTER TABLE parted_2 DROP junk;
ALTER TABLE parted ATTACH PARTITION parted_2 FOR VALUES IN (2);
ALTER TABLE parted_1 REPLICA IDENTITY FULL;
ALTER TABLE parted_2 REPLICA IDENTITY FULL;
INSERT INTO t1 VALUES (1);
BEGIN;
INSERT INTO t1 VALUES (2);
TRUNCATE t1 RESTART IDENTITY CASCADE;
INSERT INTO t1 VALUES (3);
TRUNCATE parted;
COMMIT;
SELECT c FROM w2a.changes('w2a_regress') c WHERE c NOT LIKE '    %';
-- Logical messages: a relation of their own; their ordinals count in any case.
BEGIN;
INSERT INTO t1 VALUES (4);
SELECT 1 FROM pg_logical_emit_message(true, 'in', '\x00ff'::bytea);
INSERT INTO t1 VALUES (5);
SELECT 1 FROM pg_logical_emit_message(false, 'outside', 'of it');
ROLLBACK;
BEGIN;
INSERT INTO t1 VALUES (6);
SELECT 1 FROM pg_logical_emit_message(true, 'žluť', 'text');
INSERT INTO t1 VALUES (7);
COMMIT;
SELECT * FROM w2a.peeked('w2a_regress', 'messages', 'on');
SELECT c FROM w2a.changes('w2a_regress') c WHERE c NOT LIKE '    %';
-- Origins.
SELECT 1 FROM pg_replication_origin_create('w2a_origin');
SELECT pg_replication_origin_session_setup('w2a_origin');
INSERT INTO t1 VALUES (8);
SELECT pg_replication_origin_session_reset();
INSERT INTO t1 VALUES (9);
SELECT c FROM w2a.peeked('w2a_regress', 'origin', 'none') c WHERE c ~ ' I';
SELECT c FROM w2a.changes('w2a_regress', 'origin', 'any') c WHERE c ~ ' I';
SELECT pg_replication_origin_drop('w2a_origin');
-- A prepared transaction counts when it is committed.
BEGIN;
INSERT INTO t1 VALUES (10);
PREPARE TRANSACTION 'w2a_kept';
BEGIN;
INSERT INTO t1 VALUES (11);
PREPARE TRANSACTION 'w2a_dropped';
INSERT INTO t1 VALUES (12);
SELECT c FROM w2a.changes('w2a_regress') c WHERE c ~ ' I';
COMMIT PREPARED 'w2a_kept';
ROLLBACK PREPARED 'w2a_dropped';
SELECT c FROM w2a.changes('w2a_regress') c WHERE c ~ ' I';
-- Partitions through their root: converted to the root's columns.
CREATE PUBLICATION via_root FOR TABLE parted WITH (publish_via_partition_root = true);
INSERT INTO parted VALUES (1, 'one'), (2, 'two');
ALTER TABLE parted_2 ALTER v SET STORAGE external;
INSERT INTO parted VALUES (2, repeat('long', 1000));
UPDATE parted SET v = v || '!' WHERE v = 'two';
UPDATE parted_2 SET id = 2 WHERE v LIKE 'long%';
DELETE FROM parted WHERE v = 'two!';
TRUNCATE parted_1;
TRUNCATE parted;
ALTER TABLE parted ADD w int DEFAULT 5;
INSERT INTO parted VALUES (2, 'three');
SELECT * FROM w2a.changes('w2a_regress', 'publication_names', 'via_root', 'tables', 'public.parted');
-- A column list of the root counts where its name does.
ALTER PUBLICATION via_root SET TABLE parted (id, w);
INSERT INTO parted VALUES (2, 'not sent', 6);
SELECT c FROM w2a.changes('w2a_regress', 'publication_names', 'via_root') c WHERE c ~ ' I';
DROP PUBLICATION via_root;
DROP TABLE t1, t2, parted;
SELECT count(*) FROM w2a.changes('w2a_regress');
