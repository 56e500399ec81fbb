\set SHOW_CONTEXT never
\set ECHO none
-- CREATE EXTENSION where it is installed; else (the library alone is on
-- dynamic_library_path) the same script with the library's name put in.
SELECT count(*) > 0 AS installed FROM pg_available_extensions WHERE name = 'wal2arrow' \gset
\if :installed
	CREATE EXTENSION wal2arrow;
\else
	\getenv script PG_ABS_SRCDIR
	\set script :script '/../wal2arrow--0.1.sql'
	\setenv W2A_SCRIPT :script
	\set source `sed -e '/^.echo/d' -e 's/MODULE_PATHNAME/wal2arrow/' "$W2A_SCRIPT"`
	:source
\endif
\set ECHO all
SELECT wal2arrow_version();
CREATE TYPE pair AS (a int, b text[]);
CREATE TABLE fn (id int PRIMARY KEY, d numeric(10,2), t timestamptz, p pair);
SELECT f ->> 'name' AS name, f ->> 'type' AS type, f ->> 'nullable' AS nullable, f -> 'metadata' ->> 'pg.type' AS pg_type, f -> 'children' AS children
FROM json_array_elements(wal2arrow_schema('fn') -> 'fields') f;
SELECT wal2arrow_schema('fn') -> 'metadata' ->> 'pg.key' AS key;
SELECT wal2arrow_schema('fn_pkey');
SELECT wal2arrow_schema(0);
INSERT INTO fn VALUES (1), (2);
SELECT kind, in_progress, relation, generation, row_count, bytes > 0 AS bytes
FROM pg_logical_slot_peek_binary_changes('w2a_regress', NULL, NULL) WITH ORDINALITY p, wal2arrow_frames(data)
WHERE length(data) > 32 ORDER BY ordinality;
SELECT * FROM wal2arrow_frames('\x5732413101');
SELECT * FROM wal2arrow_frames('not a frame, but as long as a frame''s header');
SELECT * FROM wal2arrow_frames('');
SELECT count(*) > 0 FROM pg_logical_slot_get_binary_changes('w2a_regress', NULL, NULL);
DROP TABLE fn;
DROP TYPE pair;
\set ECHO none
\if :installed
	DROP EXTENSION wal2arrow;
\endif
