\set SHOW_CONTEXT never
-- One column of each mapped type: what goes on the wire at the edges.
CREATE TABLE ty (
	id int PRIMARY KEY, t_bool bool, t_int2 int2, t_int8 int8, t_float4 float4, t_float8 float8,
	t_dec numeric(12,2), t_dec38 numeric(38,37), t_dec0 numeric(38,0), t_num numeric, t_neg numeric(5,-2), t_big numeric(40,2),
	t_text text, t_varchar varchar(5), t_bpchar char(4), t_name name, t_bytea bytea,
	t_date date, t_time time, t_ts timestamp, t_tz timestamptz, t_uuid uuid, t_json json, t_jsonb jsonb,
	t_interval interval, t_array int[], t_inet inet, t_point point);
INSERT INTO ty VALUES
	(1, true, -32768, -9223372036854775808, '-Infinity', 'Infinity',
	 -9999999999.99, 9.9999999999999999999999999999999999999, 99999999999999999999999999999999999999, 'NaN', 12300, 1.5,
	 'žluťoučký 猫 🐘', 'ab', 'ab', 'name', '\x00ff',
	 '-infinity', '24:00:00', '-infinity', 'infinity', '00112233-4455-6677-8899-aabbccddeeff', '{"b" : 1}', '{"b" : 1}',
	 '1 mon -2 days 03:04:05.678', '{1,NULL,3}', '10.0.0.0/8', '(1,2)'),
	(2, false, 32767, 9223372036854775807, 'NaN', '-0', 'NaN', -0.0000000000000000000000000000000000001, 0, 'Infinity', -100, -0.01,
	 '', '', '', '', '', '4713-11-24 BC', '00:00:00', '4713-11-24 00:00:00 BC', '294276-12-31 23:59:59.999999+00',
	 '00000000-0000-0000-0000-000000000000', 'null', 'null', '0', '{}', '::1', '(0,0)'),
	(3, NULL, NULL, NULL, NULL, NULL, 0.01, 1, 10000, 1e200, 0, 0,
	 NULL, NULL, NULL, NULL, NULL, '5874897-12-31', '23:59:59.999999', '294276-12-31 23:59:59.999999', '294247-01-10 04:00:54.775806+00',
	 NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	(4, NULL, 0, 0, 0, 0, 10000.00, 0.5, 12340000, 0.1000, 99900, 12345678901234567890123456789012345678.99,
	 NULL, NULL, NULL, NULL, NULL, '1970-01-01', '00:00:00.000001', '1970-01-01 00:00:00', '294247-01-10 04:00:54.775807+00',
	 NULL, NULL, NULL, NULL, NULL, NULL, NULL),
	(5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'infinity', NULL, 'infinity', '294247-01-10 04:00:54.775808+00',
	 NULL, NULL, NULL, NULL, NULL, NULL, NULL);
SELECT * FROM w2a.changes('w2a_regress');
-- A domain goes as its base type, and its typmod counts.
CREATE DOMAIN cents AS numeric(10,2) CHECK (VALUE >= 0);
CREATE DOMAIN cents2 AS cents;
CREATE TABLE dom (id int PRIMARY KEY, c cents2);
INSERT INTO dom VALUES (1, 1.5);
SELECT * FROM w2a.changes('w2a_regress');
-- Intervals: mixed signs, and what MonthDayNano has no place for goes to __text.
CREATE TABLE iv (id int PRIMARY KEY, i interval, o oid, c regclass, b bit varying, m macaddr, x xml, r int4range, mr int4multirange, ts tsvector);
INSERT INTO iv VALUES (1, '-1 mon +2 days -03:04:05.678', 4294967295, 'pg_class', B'101', '08:00:2b:01:02:03', '<a/>', '[1,5)', '{[1,2),[5,7)}', 'a fat cat'),
	(2, '292 years 106751 days 2562047:47:16', 0, 'iv', '', NULL, NULL, 'empty', '{}', ''),
	(3, '2562047:47:17', 1, 0, NULL, NULL, NULL, '(,)', NULL, NULL), (4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
SELECT * FROM w2a.changes('w2a_regress');
-- Enums say their labels; renaming or adding one is a new generation.
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE en (id int PRIMARY KEY, m mood, ms mood[]);
INSERT INTO en VALUES (1, 'ok', '{sad,ok}');
ALTER TYPE mood ADD VALUE 'so "so"' BEFORE 'ok';
INSERT INTO en VALUES (2, 'so "so"', '{}');
ALTER TYPE mood RENAME VALUE 'ok' TO 'fine';
INSERT INTO en VALUES (3, 'fine', NULL);
SELECT * FROM w2a.changes('w2a_regress');
DROP TABLE ty, dom, iv, en;
DROP TYPE mood;
DROP DOMAIN cents2, cents;
SELECT count(*) FROM w2a.changes('w2a_regress');
