\set SHOW_CONTEXT never
-- Large transactions are cut by rows and by bytes; progress comes with the last payload.
CREATE TABLE big (id int PRIMARY KEY, v text);
ALTER TABLE big REPLICA IDENTITY FULL;
INSERT INTO big SELECT g, repeat('x', 100) FROM generate_series(1, 1000) g;
CREATE FUNCTION pg_temp.shape(VARIADIC options text[]) RETURNS TABLE (payload text, kind text, n bigint) LANGUAGE sql
AS $$
	SELECT split_part(c, ' ', 1), CASE WHEN c LIKE '% progress' THEN 'progress' ELSE 'row' END, count(*)
	FROM w2a.changes('w2a_regress', VARIADIC options) c WHERE c NOT LIKE '    %' AND c NOT LIKE '% schema %'
	GROUP BY 1, 2 ORDER BY split_part(c, ' ', 1)::int, 2 DESC
$$;
SELECT * FROM pg_temp.shape('max_batch_rows', '300');
INSERT INTO big SELECT g, repeat('x', 100) FROM generate_series(1001, 2000) g;
SELECT * FROM pg_temp.shape('max_batch_bytes', '65536');
-- An old image is never split from its update.
UPDATE big SET v = 'y' WHERE id <= 3;
SELECT * FROM w2a.changes('w2a_regress', 'max_batch_rows', '1');
-- More rows than the columns start with, nulls and bits on both sides of a byte.
CREATE TABLE bits (id int PRIMARY KEY, b bool, n int);
INSERT INTO bits SELECT g, g % 3 = 0, CASE WHEN g % 5 > 0 THEN g END FROM generate_series(1, 1001) g;
SELECT count(*), count(*) FILTER (WHERE c LIKE '%b=true%'), count(*) FILTER (WHERE c LIKE '%n=~'),
       count(*) FILTER (WHERE c ~ ' id=(\d+) b=(true|false) n=(\1|~)$')
FROM w2a.changes('w2a_regress') c WHERE c LIKE '% I%';
-- A batch after a larger one holds nothing of it.
BEGIN;
INSERT INTO bits SELECT g, true, NULL FROM generate_series(2001, 2010) g;
INSERT INTO bits VALUES (3000, false, 1);
COMMIT;
SELECT * FROM w2a.changes('w2a_regress', 'max_batch_rows', '10');
DROP TABLE big, bits;
SELECT count(*) FROM w2a.changes('w2a_regress');
