--
-- A reader for frames and Arrow messages in PL/pgSQL, so that the tests show
-- what is on the wire as text. It follows the formats' own documents, and
-- shares nothing with the plugin.
--
SET client_min_messages = warning;
CREATE SCHEMA w2a;
SET search_path = w2a, public;
SET check_function_bodies = off;

-- Little-endian numbers at a 0-based position.
CREATE FUNCTION u16(b bytea, at int) RETURNS int IMMUTABLE LANGUAGE sql
AS $$ SELECT get_byte(b, at) + 256 * get_byte(b, at + 1) $$;

CREATE FUNCTION i32(b bytea, at int) RETURNS int IMMUTABLE LANGUAGE sql
AS $$ SELECT ('x' || encode(substring(b from at + 4 for 1) || substring(b from at + 3 for 1) ||
                            substring(b from at + 2 for 1) || substring(b from at + 1 for 1), 'hex'))::bit(32)::int $$;

CREATE FUNCTION i64(b bytea, at int) RETURNS bigint IMMUTABLE LANGUAGE sql
AS $$ SELECT (i32(b, at + 4)::bigint << 32) | (i32(b, at)::bigint & 4294967295) $$;

CREATE FUNCTION i128(b bytea, at int) RETURNS numeric IMMUTABLE LANGUAGE sql
AS $$ SELECT i64(b, at + 8)::numeric * 18446744073709551616 +
             CASE WHEN i64(b, at) < 0 THEN i64(b, at)::numeric + 18446744073709551616 ELSE i64(b, at) END $$;

CREATE FUNCTION bit_at(b bytea, at int, i int) RETURNS bool IMMUTABLE LANGUAGE sql
AS $$ SELECT (get_byte(b, at + i / 8) >> (i % 8)) & 1 = 1 $$;

-- FlatBuffers: the position of a table's slot (null = absent), and references.
CREATE FUNCTION slot(b bytea, tbl int, i int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$
DECLARE
	vtable int := tbl - i32(b, tbl);
BEGIN
	IF 4 + 2 * i >= u16(b, vtable) OR u16(b, vtable + 4 + 2 * i) = 0 THEN
		RETURN NULL;
	END IF;
	RETURN tbl + u16(b, vtable + 4 + 2 * i);
END $$;

CREATE FUNCTION follow(b bytea, at int) RETURNS int IMMUTABLE LANGUAGE sql
AS $$ SELECT at + i32(b, at) $$;

CREATE FUNCTION str(b bytea, at int) RETURNS text IMMUTABLE LANGUAGE sql
AS $$ SELECT convert_from(substring(b from follow(b, at) + 5 for i32(b, follow(b, at))), 'UTF8') $$;

-- Key-value metadata as «key=value …», without what differs between two runs.
CREATE FUNCTION metadata(b bytea, tbl int, i int) RETURNS text IMMUTABLE LANGUAGE plpgsql AS $$
DECLARE
	vec int := follow(b, slot(b, tbl, i));
	entry int;
	result text := '';
BEGIN
	FOR j IN 0 .. i32(b, vec) - 1 LOOP
		entry := follow(b, vec + 4 + 4 * j);
		IF str(b, slot(b, entry, 0)) <> 'pg.oid' THEN
			result := result || ' ' || str(b, slot(b, entry, 0)) || '=' || str(b, slot(b, entry, 1));
		END IF;
	END LOOP;
	RETURN ltrim(result);
END $$;

-- A type with its name, the number of its buffers, and what is nested in it.
CREATE FUNCTION type_of(b bytea, field int) RETURNS jsonb IMMUTABLE LANGUAGE plpgsql AS $$
DECLARE
	kind int := get_byte(b, slot(b, field, 2));
	t int := follow(b, slot(b, field, 3));
	vec int := follow(b, slot(b, field, 5));
	name text;
	child int;
	children jsonb := '[]';
	n int;
BEGIN
	name := CASE kind
		WHEN 2 THEN CASE WHEN get_byte(b, slot(b, t, 1)) = 1 THEN 'int' ELSE 'uint' END || i32(b, slot(b, t, 0))
		WHEN 3 THEN CASE u16(b, slot(b, t, 0)) WHEN 1 THEN 'float32' WHEN 2 THEN 'float64' END
		WHEN 4 THEN 'binary'
		WHEN 5 THEN 'utf8'
		WHEN 6 THEN 'bool'
		WHEN 7 THEN format('decimal%s(%s,%s)', i32(b, slot(b, t, 2)), i32(b, slot(b, t, 0)), i32(b, slot(b, t, 1)))
		WHEN 8 THEN CASE u16(b, slot(b, t, 0)) WHEN 0 THEN 'date32' END
		WHEN 9 THEN CASE WHEN u16(b, slot(b, t, 0)) = 2 AND i32(b, slot(b, t, 1)) = 64 THEN 'time64us' END
		WHEN 10 THEN CASE WHEN u16(b, slot(b, t, 0)) = 2 THEN 'timestampus' || coalesce(' ' || str(b, slot(b, t, 1)), '') END
		WHEN 11 THEN CASE u16(b, slot(b, t, 0)) WHEN 2 THEN 'monthdaynano' END
		WHEN 12 THEN 'list'
		WHEN 13 THEN 'struct'
		WHEN 15 THEN 'fixed' || i32(b, slot(b, t, 0))
	END;
	n := CASE WHEN name IN ('utf8', 'binary') THEN 3 WHEN name = 'struct' THEN 1 ELSE 2 END;
	FOR j IN 0 .. i32(b, vec) - 1 LOOP
		child := follow(b, vec + 4 + 4 * j);
		children := children || (type_of(b, child) || jsonb_build_object('field', str(b, slot(b, child, 0))));
		n := n + (children -> j ->> 'n')::int;
	END LOOP;
	RETURN jsonb_build_object('name', name, 'n', n, 'children', children);
END $$;

CREATE FUNCTION type_text(type jsonb) RETURNS text IMMUTABLE LANGUAGE sql AS $$
	SELECT (type ->> 'name') || CASE WHEN jsonb_array_length(type -> 'children') = 0 THEN '' ELSE
		'<' || (SELECT string_agg((c ->> 'field') || ' ' || type_text(c), ', ') FROM jsonb_array_elements(type -> 'children') c) || '>' END
$$;

-- The value of row i of a column, whose first buffer is number `buf`.
CREATE FUNCTION cell(m bytea, body int, buffers int, buf int, t jsonb, i int) RETURNS text
IMMUTABLE LANGUAGE plpgsql AS $$
DECLARE
	type text := t ->> 'name';
	validity int := body + i64(m, buffers + 4 + 16 * buf);
	validity_len int := i64(m, buffers + 4 + 16 * buf + 8);
	v int;
	d int;
	n bigint;
	child jsonb;
	line text := '';
BEGIN
	IF validity_len > 0 AND NOT bit_at(m, validity, i) THEN
		RETURN NULL;
	END IF;
	IF type = 'struct' THEN
		buf := buf + 1;
		FOR child IN SELECT jsonb_array_elements(t -> 'children') LOOP
			line := line || ',' || (child ->> 'field') || ':' || coalesce(cell(m, body, buffers, buf, child, i), '~');
			buf := buf + (child ->> 'n')::int;
		END LOOP;
		RETURN '(' || substring(line from 2) || ')';
	END IF;
	v := body + i64(m, buffers + 4 + 16 * (buf + 1));
	IF type = 'list' THEN
		FOR j IN i32(m, v + 4 * i) .. i32(m, v + 4 * i + 4) - 1 LOOP
			line := line || ',' || coalesce(cell(m, body, buffers, buf + 2, t -> 'children' -> 0, j), '~');
		END LOOP;
		RETURN '[' || substring(line from 2) || ']';
	ELSIF type IN ('utf8', 'binary') THEN
		d := body + i64(m, buffers + 4 + 16 * (buf + 2));
		RETURN CASE type
			WHEN 'utf8' THEN convert_from(substring(m from d + i32(m, v + 4 * i) + 1 for i32(m, v + 4 * i + 4) - i32(m, v + 4 * i)), 'UTF8')
			ELSE '\x' || encode(substring(m from d + i32(m, v + 4 * i) + 1 for i32(m, v + 4 * i + 4) - i32(m, v + 4 * i)), 'hex')
		END;
	ELSIF type IN ('time64us', 'timestampus', 'timestampus UTC', 'int64', 'uint64') THEN
		n := i64(m, v + 8 * i);
		RETURN CASE
			WHEN type LIKE 'int%' OR type LIKE 'uint%' OR type = 'time64us' THEN n::text
			WHEN n = 9223372036854775807 THEN 'infinity'
			WHEN n = -9223372036854775808 THEN '-infinity'
			WHEN n < -210866803200000000 THEN 'wrapped ' || (n + 18446744073709551614)::text
			ELSE (timestamp '1970-01-01' + (n / 86400000000) * interval '1 day' + (n % 86400000000) * interval '1 us')::text
		END;
	ELSIF type = 'monthdaynano' THEN
		RETURN format('%smon %sd %sns', i32(m, v + 16 * i), i32(m, v + 16 * i + 4), i64(m, v + 16 * i + 8));
	ELSIF type = 'date32' THEN
		RETURN CASE i32(m, v + 4 * i)
			WHEN 2147483647 THEN 'infinity'
			WHEN -2147483648 THEN '-infinity'
			ELSE (date '1970-01-01' + i32(m, v + 4 * i))::text
		END;
	ELSIF type LIKE 'decimal%' THEN
		RETURN i128(m, v + 16 * i) || 'e-' || split_part(rtrim(type, ')'), ',', 2);
	END IF;
	RETURN CASE type
		WHEN 'bool' THEN bit_at(m, v, i)::text
		WHEN 'uint8' THEN chr(get_byte(m, v + i))
		WHEN 'int16' THEN (CASE WHEN u16(m, v + 2 * i) > 32767 THEN u16(m, v + 2 * i) - 65536 ELSE u16(m, v + 2 * i) END)::text
		WHEN 'int32' THEN i32(m, v + 4 * i)::text
		WHEN 'uint32' THEN (i32(m, v + 4 * i)::bigint & 4294967295)::text
		WHEN 'float32' THEN '0x' || lpad(to_hex(i32(m, v + 4 * i)), 8, '0')
		WHEN 'float64' THEN '0x' || lpad(to_hex(i64(m, v + 8 * i)), 16, '0')
		WHEN 'fixed16' THEN encode(substring(m from v + 16 * i + 1 for 16), 'hex')
	END;
END $$;

-- Prints a schema message; fields go to the caller for the batches that follow.
CREATE FUNCTION fields(m bytea, OUT names text[], OUT types jsonb[], OUT notes text[], OUT relation text)
IMMUTABLE LANGUAGE plpgsql AS $$
DECLARE
	message int := 8 + i32(m, 8);
	schema int := follow(m, slot(m, message, 2));
	vec int := follow(m, slot(m, schema, 1));
	field int;
BEGIN
	relation := metadata(m, schema, 2);
	FOR j IN 0 .. i32(m, vec) - 1 LOOP
		field := follow(m, vec + 4 + 4 * j);
		names := names || str(m, slot(m, field, 0));
		types := types || type_of(m, field);
		notes := notes || CASE WHEN slot(m, field, 6) IS NULL THEN '' ELSE metadata(m, field, 6) END;
	END LOOP;
END $$;

CREATE FUNCTION batch_rows(m bytea, names text[], types jsonb) RETURNS SETOF text
IMMUTABLE LANGUAGE plpgsql AS $$
DECLARE
	message int := 8 + i32(m, 8);
	batch int := follow(m, slot(m, message, 2));
	buffers int := follow(m, slot(m, batch, 2));
	nodes int := follow(m, slot(m, batch, 1));
	body int := 8 + i32(m, 4);
	buf int;
	line text;
	value text;
	unchanged text;
BEGIN
	IF i32(m, buffers) <> (SELECT sum((t ->> 'n')::int) FROM jsonb_array_elements(types) t) THEN
		RAISE EXCEPTION 'batch has % buffers, which is not what its schema wants', i32(m, buffers);
	END IF;
	IF i64(m, nodes + 4) <> i64(m, slot(m, batch, 0)) THEN
		RAISE EXCEPTION 'first node has % rows, batch %', i64(m, nodes + 4), i64(m, slot(m, batch, 0));
	END IF;
	IF i64(m, slot(m, message, 3)) <> length(m) - body THEN
		RAISE EXCEPTION 'body length % of %', i64(m, slot(m, message, 3)), length(m) - body;
	END IF;
	FOR i IN 0 .. i64(m, slot(m, batch, 0)) - 1 LOOP
		line := '';
		unchanged := '';
		buf := 0;
		FOR c IN 1 .. cardinality(names) LOOP
			value := cell(m, body, buffers, buf, types -> (c - 1), i::int);
			buf := buf + (types -> (c - 1) ->> 'n')::int;
			IF names[c] IN ('__xid', '__lsn', '__ts') THEN
				CONTINUE;
			ELSIF names[c] = '__op' THEN
				line := value;
			ELSIF names[c] = '__seq' THEN
				line := line || value;
			ELSIF names[c] = '__text' AND value IS NULL THEN
				CONTINUE;
			ELSIF names[c] = '__unchanged' THEN
				unchanged := coalesce(' unchanged ' || value, '');
			ELSE
				line := line || ' ' || names[c] || '=' ||
					CASE WHEN length(value) > 90 THEN md5(value) || '(' || length(value) || ')' ELSE coalesce(value, '~') END;
			END IF;
		END LOOP;
		RETURN NEXT line || unchanged;
	END LOOP;
END $$;

-- What a client makes of a stream: one line for each change that counts, under the
-- ordinal that it has if it is not streamed. Rows in progress wait for their commit.
CREATE FUNCTION restored(lines text[]) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	line text;
	waiting text[] := '{}';
	m text[];
	ranges text[];
	seq int;
	counts bool;
	shift int;
BEGIN
	FOREACH line IN ARRAY lines LOOP
		IF line ~ ' in progress ' THEN
			waiting := waiting || line;
		ELSIF line ~ ' stream commit' THEN
			SELECT array_agg(r[1] || '-' || r[2]) INTO ranges FROM regexp_matches(line, 'not (\d+)-(\d+)', 'g') r;
			FOREACH line IN ARRAY waiting LOOP
				m := regexp_match(line, 'in progress ([A-Z])(\d+) (.*)$');
				seq := m[2]::int;
				SELECT coalesce(bool_and(NOT seq BETWEEN split_part(r, '-', 1)::int AND split_part(r, '-', 2)::int), true),
				       coalesce(sum(split_part(r, '-', 2)::int - split_part(r, '-', 1)::int + 1) FILTER (WHERE split_part(r, '-', 2)::int < seq), 0)
				INTO counts, shift FROM unnest(ranges) r;
				IF counts THEN
					RETURN NEXT m[1] || seq - shift || ' ' || m[3];
				END IF;
			END LOOP;
			waiting := '{}';
		ELSIF line ~ ' stream abort$' THEN
			waiting := '{}';
		ELSIF line ~ '^\d+ \d+\.\d+ [A-Z]\d+ ' THEN
			RETURN NEXT regexp_replace(line, '^\d+ \d+\.\d+ ', '');
		END IF;
	END LOOP;
END $$;

-- What a slot has, one line a frame or row; positions must never go back. Payloads
-- with nothing but progress are not shown: how many transactions a DDL command or
-- autovacuum takes is the server's affair.
CREATE FUNCTION changes(slot name, VARIADIC options text[] DEFAULT '{}') RETURNS SETOF text
LANGUAGE sql AS $$ SELECT w2a.decode_slot('get', slot, options) $$;

CREATE FUNCTION peeked(slot name, VARIADIC options text[] DEFAULT '{}') RETURNS SETOF text
LANGUAGE sql AS $$ SELECT w2a.decode_slot('peek', slot, options) $$;

CREATE FUNCTION decode_slot(verb text, slot name, options text[]) RETURNS SETOF text
LANGUAGE plpgsql SET datestyle = 'ISO' AS $$
DECLARE
	payload bytea;
	n int := 0;
	at int;
	kind int;
	len int;
	body bytea;
	position_was numeric := 0;
	schemas jsonb := '{}';
	key text;
	f record;
BEGIN
	FOR payload IN EXECUTE format('SELECT data FROM pg_logical_slot_%s_binary_changes($1, NULL, NULL, VARIADIC $2)', verb)
		USING slot, options LOOP
		n := n + CASE WHEN get_byte(payload, 4) = 3 THEN 0 ELSE 1 END;
		at := 0;
		WHILE at < length(payload) LOOP
			IF substring(payload from at + 1 for 4) <> 'W2A1' OR u16(payload, at + 6) <> 0 THEN
				RAISE EXCEPTION 'no frame at %', at;
			END IF;
			kind := get_byte(payload, at + 4);
			len := i32(payload, at + 28);
			key := i32(payload, at + 8) || '.' || i32(payload, at + 12);
			body := substring(payload from at + 33 for len);
			IF kind = 1 THEN
				f := fields(body);
				schemas := schemas || jsonb_build_object(key, to_jsonb(f));
				RETURN NEXT format('%s schema %s %s', n, key, f.relation);
				FOR c IN 7 .. cardinality(f.names) LOOP
					RETURN NEXT format('    %s %s %s', f.names[c], type_text(f.types[c]), f.notes[c]);
				END LOOP;
			ELSIF kind = 2 THEN
				RETURN QUERY SELECT format('%s %s%s %s', n, key, CASE get_byte(payload, at + 5) WHEN 1 THEN ' in progress' ELSE '' END, r) FROM batch_rows(body,
					ARRAY(SELECT jsonb_array_elements_text(schemas -> key -> 'names')),
					schemas -> key -> 'types') r;
			ELSIF kind = 4 THEN
				RETURN NEXT format('%s stream commit%s', n,
					(SELECT string_agg(format(' not %s-%s', i32(body, 8 + 8 * r), i32(body, 12 + 8 * r)), '')
					 FROM generate_series(0, i32(payload, at + 24) - 1) r));
			ELSIF kind = 5 THEN
				RETURN NEXT format('%s stream abort%s', n,
					CASE WHEN i32(payload, at + 8) = i32(payload, at + 12) THEN '' ELSE ' of a subtransaction' END);
			ELSIF kind = 3 THEN
				IF i64(payload, at + 16) <= position_was THEN
					RAISE EXCEPTION 'progress went back';
				END IF;
				position_was := i64(payload, at + 16);
				IF at > 0 THEN
					RETURN NEXT format('%s progress', n);
				END IF;
			END IF;
			at := at + 32 + len;
		END LOOP;
		IF at % 8 <> 0 THEN
			RAISE EXCEPTION 'frames are not aligned';
		END IF;
	END LOOP;
END $$;

SELECT slot_name FROM pg_create_logical_replication_slot('w2a_regress', 'wal2arrow');
-- For the tests that follow, each of which is a session of its own.
DO $$ BEGIN
	EXECUTE format('ALTER DATABASE %I SET search_path = public, w2a', current_database());
END $$;
