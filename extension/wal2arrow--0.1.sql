\echo Use "CREATE EXTENSION wal2arrow" to load this file. \quit

-- The plugin works without these: they are for people who look at it from psql.

CREATE FUNCTION wal2arrow_version() RETURNS text
AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION wal2arrow_version() IS 'version of the wal2arrow library that the server has loaded';

CREATE FUNCTION wal2arrow_schema(regclass) RETURNS json
AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION wal2arrow_schema(regclass) IS 'the Arrow schema that a table has on the wire';

CREATE FUNCTION wal2arrow_frames(payload bytea,
	OUT kind text, OUT in_progress boolean, OUT relation bigint, OUT generation bigint,
	OUT "position" pg_lsn, OUT row_count bigint, OUT bytes bigint)
RETURNS SETOF record
AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION wal2arrow_frames(bytea) IS 'the frames of one message: data of pg_logical_slot_peek_binary_changes';
