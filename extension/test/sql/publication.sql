\set SHOW_CONTEXT never
-- Membership, operations and column lists of publications.
CREATE TABLE p1 (id int PRIMARY KEY, a text, b text);
CREATE TABLE p2 (id int PRIMARY KEY);
CREATE TABLE p3 (id int PRIMARY KEY);
CREATE SCHEMA s;
CREATE TABLE s.p4 (id int PRIMARY KEY);
CREATE TABLE parts (id int PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);
CREATE PUBLICATION one FOR TABLE p1, p2;
CREATE PUBLICATION "Two" FOR TABLES IN SCHEMA s;
CREATE PUBLICATION inserts FOR TABLE p2 WITH (publish = 'insert');
CREATE PUBLICATION parted FOR TABLE parts;
CREATE FUNCTION pg_temp.work() RETURNS void LANGUAGE sql AS $$
	INSERT INTO p1 VALUES (1, 'a', 'b');
	INSERT INTO p2 VALUES (1);
	UPDATE p2 SET id = 2;
	DELETE FROM p2;
	INSERT INTO p3 VALUES (1);
	INSERT INTO s.p4 VALUES (1);
	INSERT INTO parts VALUES (1);
	DELETE FROM p1; DELETE FROM p3; DELETE FROM s.p4; DELETE FROM parts;
$$;
CREATE FUNCTION pg_temp.got(VARIADIC options text[]) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT c FROM w2a.changes('w2a_regress', VARIADIC options) c WHERE c NOT LIKE '    %'
$$;
SELECT FROM pg_temp.work();
SELECT * FROM pg_temp.got('publication_names', 'one');
SELECT FROM pg_temp.work();
SELECT * FROM pg_temp.got('publication_names', '"Two",inserts,parted');
SELECT FROM pg_temp.work();
SELECT * FROM pg_temp.got('publication_names', 'one', 'tables', 'public.p1,s.*');
-- Membership follows the publication as of the WAL.
INSERT INTO p3 VALUES (1);
ALTER PUBLICATION one ADD TABLE p3;
INSERT INTO p3 VALUES (2);
ALTER PUBLICATION one DROP TABLE p3;
INSERT INTO p3 VALUES (3);
SELECT * FROM pg_temp.got('publication_names', 'one');
-- Column lists.
ALTER PUBLICATION one SET TABLE p1 (id, b);
INSERT INTO p1 VALUES (5, 'secret', 'b');
SELECT * FROM w2a.changes('w2a_regress', 'publication_names', 'one');
-- A table in several publications has the operations and the columns of all.
TRUNCATE p3;
CREATE PUBLICATION deletes FOR TABLE p2 WITH (publish = 'delete');
SELECT count(*) > 0 FROM w2a.changes('w2a_regress');
SELECT FROM pg_temp.work();
TRUNCATE p2;
SELECT * FROM pg_temp.got('publication_names', 'inserts,deletes');
SELECT FROM pg_temp.work();
TRUNCATE p2;
SELECT * FROM pg_temp.got('publication_names', 'deletes');
CREATE PUBLICATION with_a FOR TABLE p1 (id, a);
CREATE PUBLICATION whole FOR TABLE p1;
INSERT INTO p1 VALUES (10, 'a', 'b');
SELECT c FROM w2a.peeked('w2a_regress', 'publication_names', 'with_a') c WHERE c ~ ' I';
SELECT c FROM w2a.peeked('w2a_regress', 'publication_names', 'with_a,one') c WHERE c ~ ' I';
SELECT c FROM w2a.peeked('w2a_regress', 'publication_names', 'whole,with_a') c WHERE c ~ ' I';
SELECT c FROM w2a.changes('w2a_regress', 'publication_names', 'with_a,whole') c WHERE c ~ ' I';
-- Partitions of all tables through their root, and the topmost of several roots; else under their own name.
CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM (10) TO (20) PARTITION BY RANGE (id);
CREATE TABLE parts_2_1 PARTITION OF parts_2 FOR VALUES FROM (10) TO (20);
CREATE PUBLICATION everything FOR ALL TABLES WITH (publish_via_partition_root = true);
CREATE PUBLICATION middle FOR TABLE parts_2 WITH (publish_via_partition_root = true);
CREATE PUBLICATION top FOR TABLE parts WITH (publish_via_partition_root = true);
INSERT INTO parts VALUES (1), (11);
TRUNCATE parts;
CREATE FUNCTION pg_temp.relations(names text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(coalesce(substring(c from 'pg.table=\S+'), substring(c from ' ([A-Z]\d.*)')), ', ')
	FROM w2a.peeked('w2a_regress', 'publication_names', names) c WHERE c NOT LIKE '    %' AND c !~ 'progress'
$$;
SELECT n, pg_temp.relations(n) FROM unnest('{everything,middle,top,"middle,top","top,middle",parted}'::text[]) n;
SELECT count(*) > 0 FROM w2a.changes('w2a_regress');
-- A partition that logs less of old rows than its root says makes the root say less, from its first old row on.
CREATE TABLE dull (id int PRIMARY KEY, v int NOT NULL) PARTITION BY RANGE (id);
CREATE TABLE dull_1 PARTITION OF dull FOR VALUES FROM (0) TO (10);
CREATE TABLE dull_2 PARTITION OF dull FOR VALUES FROM (10) TO (20);
CREATE TABLE dull_3 PARTITION OF dull FOR VALUES FROM (20) TO (30);
ALTER TABLE dull REPLICA IDENTITY FULL;
ALTER TABLE dull_1 REPLICA IDENTITY FULL;
CREATE UNIQUE INDEX dull_3_v ON dull_3 (v);
ALTER TABLE dull_3 REPLICA IDENTITY USING INDEX dull_3_v;
SELECT count(*) > 0 FROM w2a.changes('w2a_regress');
INSERT INTO dull VALUES (1, 1), (11, 11), (21, 21);
DELETE FROM dull WHERE id = 1;
DELETE FROM dull WHERE id = 11;
INSERT INTO dull VALUES (2, 2);
DELETE FROM dull WHERE id = 21;
SELECT coalesce(substring(c from 'pg.identity=.*'), c)
FROM w2a.changes('w2a_regress', 'publication_names', 'everything') c WHERE c !~ '^    |progress';
-- A publication goes by the name that it has at that point of the WAL.
INSERT INTO p1 VALUES (11, 'a', 'b');
ALTER PUBLICATION whole RENAME TO entire;
INSERT INTO p1 VALUES (12, 'a', 'b');
SELECT * FROM pg_temp.got('publication_names', 'whole');
SELECT count(*) > 0 FROM w2a.changes('w2a_regress');
-- What would be sent wrongly is refused.
ALTER PUBLICATION one SET TABLE p1 WHERE (id > 3);
INSERT INTO p1 VALUES (6, 'a', 'b');
SELECT * FROM w2a.changes('w2a_regress', 'publication_names', 'one');
SELECT * FROM w2a.changes('w2a_regress', 'publication_names', 'no_such');
DROP PUBLICATION one, "Two", inserts, deletes, with_a, entire, everything, middle, top, parted;
DROP TABLE p1, p2, p3, parts, dull;
DROP SCHEMA s CASCADE;
SELECT count(*) FROM w2a.changes('w2a_regress');
SELECT pg_drop_replication_slot('w2a_regress');
