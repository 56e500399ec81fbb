\set SHOW_CONTEXT never
-- Arrays are lists; what is not a list (dimensions, lower bounds) goes to __text.
CREATE TABLE ar (id int PRIMARY KEY, i int[], t text[], n numeric(6,2)[], b bool[], d date[], s smallint[]);
INSERT INTO ar VALUES
	(1, '{1,NULL,-3}', '{a,"",NULL,"x,y"}', '{1.5,NULL,NaN}', '{t,f,NULL}', '{2020-01-01,infinity}', '{1,2,3}'),
	(2, '{}', '{}', '{}', '{}', '{}', '{}'),
	(3, '{{1,2},{3,4}}', '[0:1]={a,b}', '{{1.25}}', NULL, NULL, NULL),
	(4, '{5}', '{z}', NULL, '{t}', NULL, '{7,8}');
INSERT INTO ar SELECT g, ARRAY(SELECT generate_series(1, g)), ARRAY['x' || g] FROM generate_series(10, 12) g;
DELETE FROM ar WHERE id = 1;
SELECT * FROM w2a.changes('w2a_regress');
-- The vectors of the catalog count from 0 and are text.
CREATE TABLE vec (id int PRIMARY KEY, o oidvector, i int2vector);
INSERT INTO vec VALUES (1, '1 2', '3 4');
SELECT * FROM w2a.changes('w2a_regress');
DROP TABLE vec;
-- As text, if asked for.
INSERT INTO ar VALUES (5, '{{1,2},{3,4}}', '{a}');
SELECT * FROM w2a.changes('w2a_regress', 'nested_types', 'text');
SELECT * FROM w2a.changes('w2a_regress', 'nested_types', 'json');
-- Composites are structs: nested, in arrays, with attributes added and dropped, over domains.
CREATE DOMAIN zip AS char(5);
CREATE TYPE addr AS (street text, code zip, no int);
CREATE TYPE person AS (name varchar(20), home addr, tags text[], age int2);
CREATE TABLE co (id int PRIMARY KEY, a addr, p person, aa addr[]);
INSERT INTO co VALUES (1, ('High', '12345', 7), ('Ann', ('Low', 'ab', NULL), '{x,NULL}', 30), ARRAY[('A', 'B', 1), NULL, (NULL, NULL, NULL)]::addr[]),
	(2, NULL, (NULL, NULL, NULL, NULL), '{}'),
	(3, (NULL, NULL, NULL), ('Two', ('Deep', 'x', 1), '{{a,b},{c,d}}', 2), NULL),
	(4, ('S', '1', 1), ('Bob', NULL, '{y}', 1), ARRAY[('C', 'D', 2)]::addr[]);
SELECT * FROM w2a.changes('w2a_regress');
ALTER TYPE addr ADD ATTRIBUTE country text;
UPDATE co SET id = 40 WHERE id = 4;
ALTER TYPE addr DROP ATTRIBUTE street;
UPDATE co SET id = 41 WHERE id = 40;
SELECT * FROM w2a.changes('w2a_regress');
-- A composite without attributes is text, as is one that has lost them.
CREATE TYPE nothing AS ();
CREATE TYPE less AS (a int);
CREATE TABLE em (id int PRIMARY KEY, n nothing, na nothing[], l less);
INSERT INTO em VALUES (1, ROW(), ARRAY[ROW()]::nothing[], ROW(1)), (2, NULL, NULL, NULL);
ALTER TYPE less DROP ATTRIBUTE a;
INSERT INTO em VALUES (3, ROW(), '{}', ROW());
SELECT * FROM w2a.changes('w2a_regress');
DROP TABLE em;
DROP TYPE nothing, less;
-- Large arrays: compressed, out of line, unchanged.
CREATE TABLE la (id int PRIMARY KEY, a int[], v int);
ALTER TABLE la ALTER a SET STORAGE external;
INSERT INTO la SELECT 1, array_agg(g) FROM generate_series(1, 3000) g;
UPDATE la SET v = 1;
SELECT * FROM w2a.changes('w2a_regress');
SELECT md5('[' || string_agg(g::text, ',' ORDER BY g) || ']') FROM generate_series(1, 3000) g;
DROP TABLE ar, co, la;
DROP TYPE person, addr;
DROP DOMAIN zip;
SELECT count(*) FROM w2a.changes('w2a_regress');
