-- What the corpus is captured from: one slot a session, with wal2arrow's options behind its name. capture.sh reads it.

-- session types
CREATE TYPE mood AS ENUM ('sad', 'ok', 'über glücklich');
CREATE TYPE pair AS (a integer, b text);
CREATE TYPE shape AS (a integer, b text, d date, t timestamptz, n numeric(8,2));
CREATE DOMAIN money_amount AS numeric(10,2);
CREATE TABLE types (
    id integer PRIMARY KEY, t_bool boolean, t_int2 smallint, t_int8 bigint, t_float4 real, t_float8 double precision,
    t_dec numeric(12,2), t_dec38 numeric(38,37), t_num numeric, t_text text, t_bpchar char(5), t_bytea bytea,
    t_date date, t_time time, t_ts timestamp, t_tz timestamptz, t_uuid uuid, t_jsonb jsonb, t_interval interval,
    t_oid oid, t_mood mood, t_inet inet, t_amount money_amount, t_int_array integer[], t_text_array text[],
    t_pair pair, t_shape shape);
ALTER TABLE types REPLICA IDENTITY FULL;
INSERT INTO types VALUES
    (1, true, -32768, -9223372036854775808, '-Infinity', 'Infinity', -9999999999.99, 1.5, 'NaN', 'žluťoučký 猫 🐘', 'ab',
     '\x00ff', '-infinity', '24:00:00', '-infinity', 'infinity', '00112233-4455-6677-8899-aabbccddeeff', '{"b": 1}',
     '1 mon -2 days 03:04:05.678', 4294967295, 'ok', '10.0.0.0/8', 1.25, '{1,NULL,3}', '{a,"",NULL}',
     '(1,one)', '(1,x,2024-02-03,2024-02-03 04:05:06+00,12.34)'),
    (2, false, 32767, 9223372036854775807, 'NaN', '-0', 'NaN', -0.0000000000000000000000000000000000001, 12345678901234567890.1,
     '', '', '', '4713-11-24 BC', '00:00:00', '4713-11-24 00:00:00 BC', '294276-12-31 23:59:59.999999+00',
     '00000000-0000-0000-0000-000000000000', 'null', '0', 0, 'über glücklich', '::1', 0, '{}', '{}', '(,)', '(,,,,)'),
    (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
     NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (4, true, 1, 2, 3, 4, 5, 6, 7, 'text', 'abcde', '\x01', '2024-02-03', '01:02:03.000004', '2024-02-03 04:05:06',
     '2024-02-03 04:05:06.000007+00', '123e4567-e89b-12d3-a456-426614174000', '[1]', '2562047:47:17', 1, 'sad', '1.2.3.4',
     1, '{{1,2},{3,4}}', '[2:3]={a,b}', '(5,five)', '(9,,infinity,-infinity,NaN)');
UPDATE types SET t_text = 'changed', t_int_array = '{7}' WHERE id < 3;
DELETE FROM types WHERE id = 3;

-- session nested
CREATE TYPE inner_pair AS (a integer, b text);
CREATE TYPE outer_pair AS (p inner_pair, list integer[], pairs inner_pair[], flags boolean[]);
CREATE DOMAIN list_domain AS integer[];
CREATE TABLE nested (id integer PRIMARY KEY, o outer_pair, os outer_pair[], lists list_domain[], flags boolean[],
    uuids uuid[], decimals numeric(6,2)[], spans interval[], bytes bytea[], times timestamptz[]);
INSERT INTO nested VALUES
    (1, ROW(ROW(1,'a'), '{1,2}', ARRAY[ROW(1,'x'),NULL]::inner_pair[], '{t,f,NULL}'),
     ARRAY[ROW(ROW(2,'b'), '{3}', '{}', NULL)::outer_pair, NULL], ARRAY['{1,2}','{3}']::list_domain[], '{t,f,t,f,t,f,t,f,t}',
     ARRAY['123e4567-e89b-12d3-a456-426614174000'::uuid, NULL], '{1.25,NULL,NaN}', ARRAY['1 day'::interval], '{"\\x01",NULL}',
     '{2024-02-03 04:05:06+00,infinity}'),
    (2, NULL, '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}'),
    (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (4, ROW(NULL, '{{1,2},{3,4}}', NULL, NULL), ARRAY[NULL::outer_pair], NULL, '[0:1]={t,f}', NULL, NULL,
     ARRAY['9999999 hours'::interval], NULL, NULL);
UPDATE nested SET flags = '{f}' WHERE id = 2;

-- session toast
CREATE TABLE documents (id integer PRIMARY KEY, title varchar(100) NOT NULL, body text, content bytea, profile jsonb);
ALTER TABLE documents ALTER body SET STORAGE EXTERNAL, ALTER content SET STORAGE EXTERNAL;
CREATE TABLE memberships (id integer PRIMARY KEY, tenant integer NOT NULL, email text NOT NULL, since date);
CREATE UNIQUE INDEX memberships_identity ON memberships (tenant, email);
ALTER TABLE memberships REPLICA IDENTITY USING INDEX memberships_identity;
CREATE TABLE events (at bigint, what text);
ALTER TABLE events REPLICA IDENTITY NOTHING;
INSERT INTO documents VALUES (1, 'one', repeat('x', 2100), decode(repeat('00ff', 1100), 'hex'), '{"a": 1}'), (2, 'two', NULL, NULL, NULL);
UPDATE documents SET title = 'eins' WHERE id = 1;
UPDATE documents SET id = 3 WHERE id = 2;
DELETE FROM documents;
INSERT INTO memberships VALUES (1, 1, 'a@example.com', '2024-02-03'), (2, 1, 'b@example.com', NULL);
UPDATE memberships SET email = 'c@example.com' WHERE id = 1;
DELETE FROM memberships WHERE id = 2;
INSERT INTO events VALUES (1, 'one'), (2, NULL);
UPDATE events SET what = 'two' WHERE at = 2;
DELETE FROM events;

-- session tables
CREATE TABLE parents (id bigint PRIMARY KEY, name text);
CREATE TABLE children (id bigint PRIMARY KEY, parent bigint REFERENCES parents, flag boolean NOT NULL);
CREATE TABLE nothing ();
CREATE SCHEMA "Läden";
CREATE TABLE "Läden"."Offene ""Posten"", 2" ("Nr." integer PRIMARY KEY, "größe" text, "__text" text, "select" boolean NOT NULL);
BEGIN;
INSERT INTO parents SELECT g, 'parent ' || g FROM generate_series(1, 9) g;
INSERT INTO children SELECT g, g % 9 + 1, g % 2 = 0 FROM generate_series(1, 30) g;
INSERT INTO nothing DEFAULT VALUES;
INSERT INTO "Läden"."Offene ""Posten"", 2" VALUES (1, 'groß', '{"x":1}', true);
UPDATE parents SET name = NULL WHERE id < 4;
DELETE FROM children WHERE id > 25;
COMMIT;
TRUNCATE parents, children;

-- session generations
CREATE TABLE changing (id integer PRIMARY KEY, a text, b integer);
INSERT INTO changing VALUES (1, 'a', 1);
ALTER TABLE changing ADD c numeric(10,2);
INSERT INTO changing VALUES (2, 'b', 2, 3);
BEGIN;
INSERT INTO changing VALUES (3, 'c', 3, 4);
ALTER TABLE changing ALTER b TYPE text USING b::text;
INSERT INTO changing VALUES (4, 'd', 'four', 5);
ALTER TABLE changing DROP a;
INSERT INTO changing VALUES (5, 'five', 6);
COMMIT;
ALTER TABLE changing RENAME b TO a;
ALTER TABLE changing REPLICA IDENTITY FULL;
UPDATE changing SET a = 'new';
DELETE FROM changing;

-- session wide
CREATE TABLE wide (id integer PRIMARY KEY, c1 text, c2 double precision, c3 timestamptz, c4 integer, c5 text,
    c6 double precision, c7 timestamptz, c8 integer, c9 boolean, c10 boolean, c11 smallint, c12 date, c13 numeric(20,4));
INSERT INTO wide SELECT g, CASE WHEN g % 2 = 0 THEN 'text ' || g END, g / 3.0, '2024-01-01'::timestamptz + g * interval '1 s',
    CASE WHEN g % 3 = 0 THEN g END, 'more', CASE WHEN g % 5 = 0 THEN g / 7.0 END, NULL, g, g % 2 = 0,
    CASE WHEN g % 7 > 0 THEN g % 3 = 0 END, g % 100, '2024-01-01'::date + g, g * 1.5 FROM generate_series(1, 70) g;

-- session batches max_batch_rows=64
CREATE TABLE numbers (id integer PRIMARY KEY, word text);
INSERT INTO numbers SELECT g, 'number ' || g FROM generate_series(1, 200) g;
UPDATE numbers SET word = NULL WHERE id % 10 = 0;

-- session text nested_types=text
CREATE TABLE plain (id integer PRIMARY KEY, list integer[], p pair, x xml, r int4range);
INSERT INTO plain VALUES (1, '{1,2}', '(1,a)', '<a/>', '[1,5)'), (2, NULL, NULL, NULL, NULL);

-- session messages messages=on
CREATE TABLE quiet (id integer PRIMARY KEY);
SELECT pg_logical_emit_message(false, 'outside', 'no transaction');
BEGIN;
INSERT INTO quiet VALUES (1);
SELECT pg_logical_emit_message(true, 'inside', '\x00ff'::bytea);
COMMIT;

-- session streaming streaming=on max_batch_rows=256
CREATE TABLE streamed (id integer PRIMARY KEY, filler text);
BEGIN;
INSERT INTO streamed SELECT g, 'row ' || g FROM generate_series(1, 700) g;
SAVEPOINT s;
INSERT INTO streamed SELECT g, 'undone ' || g FROM generate_series(701, 1300) g;
ROLLBACK TO s;
INSERT INTO streamed SELECT g, 'again ' || g FROM generate_series(701, 1300) g;
COMMIT;
BEGIN;
INSERT INTO streamed SELECT g, 'never ' || g FROM generate_series(2001, 2700) g;
ROLLBACK;

-- session streamed_types streaming=on max_batch_rows=12
CREATE TABLE streamed_types (id integer PRIMARY KEY, flag boolean, t text, bytes bytea, n numeric(12,2), u uuid,
    span interval, list integer[], words text[], flags boolean[], p pair, o outer_pair, os outer_pair[]);
CREATE TABLE streamed_others (id bigint PRIMARY KEY, t text NOT NULL);
BEGIN;
INSERT INTO streamed_types SELECT g, CASE WHEN g % 5 > 0 THEN g % 2 = 0 END, CASE WHEN g % 3 > 0 THEN 'row ' || g END,
    decode(lpad(to_hex(g), 2 * (g % 7), '0'), 'hex'), g * 1.25, CASE WHEN g % 4 > 0 THEN md5(g::text)::uuid END,
    g * interval '1 s', CASE g % 4 WHEN 0 THEN NULL WHEN 1 THEN '{}' WHEN 2 THEN ARRAY[g, NULL] ELSE ARRAY[g, g, g] END,
    CASE WHEN g % 3 > 0 THEN ARRAY['a' || g, NULL, ''] END, ARRAY[g % 2 = 0, NULL, g % 3 = 0],
    CASE WHEN g % 3 > 0 THEN ROW(g, 'p' || g)::pair END,
    CASE WHEN g % 4 > 0 THEN ROW(ROW(g, 'x'), ARRAY[g, 2], ARRAY[ROW(g, 'y'), NULL]::inner_pair[], '{t,f}')::outer_pair END,
    CASE WHEN g % 3 > 0 THEN ARRAY[ROW(ROW(g, 'b'), ARRAY[3, g], '{}', NULL)::outer_pair, NULL] END
    FROM generate_series(1, 200) g;
SAVEPOINT s;
INSERT INTO streamed_others SELECT g, 'other ' || g FROM generate_series(1, 300) g;
INSERT INTO streamed_types SELECT g, true, 'undone' FROM generate_series(201, 300) g;
ROLLBACK TO s;
INSERT INTO streamed_others SELECT g, 'kept ' || g FROM generate_series(1, 300) g;
UPDATE streamed_types SET t = 'new' WHERE id < 100;
DELETE FROM streamed_types WHERE id > 150;
COMMIT;
