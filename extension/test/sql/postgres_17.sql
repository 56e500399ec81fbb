\set SHOW_CONTEXT never
-- What PostgreSQL 17 brought.
SELECT current_setting('server_version_num')::int < 170000 AS too_old \gset
\if :too_old
\quit
\endif
-- Infinite intervals have no place in Arrow's: __text, also within arrays and composites.
CREATE TYPE span AS (name text, i interval);
CREATE TABLE inf (id int PRIMARY KEY, i interval, ia interval[], s span);
INSERT INTO inf VALUES (1, 'infinity', '{1 day,-infinity}', ('a', 'infinity')), (2, '-infinity', '{1 day,NULL}', ('b', '1 month')),
	(3, '1 month -2 days 3 microseconds', NULL, NULL);
UPDATE inf SET i = 'infinity' WHERE id = 3;
SELECT * FROM w2a.changes('w2a_regress');
-- A slot that is synchronised to standbys.
SELECT slot_name FROM pg_create_logical_replication_slot('w2a_failover', 'wal2arrow', failover => true);
INSERT INTO inf (id) VALUES (4);
SELECT * FROM w2a.changes('w2a_failover', 'coalesce_ms', '1000');
SELECT pg_drop_replication_slot('w2a_failover');
DROP TABLE inf;
DROP TYPE span;
SELECT c FROM w2a.changes('w2a_regress') c WHERE c ~ ' I';
