\set SHOW_CONTEXT never
-- Options come from the network: all that is not known is refused.
SELECT * FROM w2a.changes('w2a_regress', 'proto_version', '1', 'format', 'frames');
SELECT * FROM w2a.changes('w2a_regress', 'proto_version', '2');
SELECT * FROM w2a.changes('w2a_regress', 'proto_version', '1x');
SELECT * FROM w2a.changes('w2a_regress', 'proto_version', '');
SELECT * FROM w2a.changes('w2a_regress', 'format', 'json');
SELECT * FROM w2a.changes('w2a_regress', 'no_such', '1');
SELECT * FROM w2a.changes('w2a_regress', 'format', 'ipc', 'format', 'ipc');
SELECT * FROM w2a.changes('w2a_regress', 'max_batch_rows', '0');
SELECT * FROM w2a.changes('w2a_regress', 'max_batch_rows', '1000001');
SELECT * FROM w2a.changes('w2a_regress', 'max_batch_bytes', '1023');
SELECT * FROM w2a.changes('w2a_regress', 'max_batch_bytes', '99999999999999999999');
SELECT * FROM w2a.changes('w2a_regress', 'coalesce_ms', '-1');
SELECT * FROM w2a.changes('w2a_regress', 'coalesce_ms', '10', 'format', 'ipc');
SELECT * FROM w2a.changes('w2a_regress', 'publication_names', '');
SELECT * FROM w2a.changes('w2a_regress', 'publication_names', '"open');
-- tables
SELECT * FROM w2a.changes('w2a_regress', 'tables', '');
SELECT * FROM w2a.changes('w2a_regress', 'tables', 'users');
SELECT * FROM w2a.changes('w2a_regress', 'tables', 'public.');
SELECT * FROM w2a.changes('w2a_regress', 'tables', 'public.users,');
SELECT * FROM w2a.changes('w2a_regress', 'tables', 'public."users');
SELECT * FROM w2a.changes('w2a_regress', 'tables', '*.users');
SELECT * FROM w2a.changes('w2a_regress', 'tables', 'public.users; drop');
SELECT * FROM w2a.changes('w2a_regress', 'tables', ' Public . Users , "Odd ""one"".x".* ');

CREATE SCHEMA "Odd ""one"".x";
CREATE TABLE "Odd ""one"".x"."T,1" (id int PRIMARY KEY);
CREATE TABLE wanted (id int PRIMARY KEY);
CREATE TABLE unwanted (id int PRIMARY KEY);
BEGIN;
INSERT INTO unwanted VALUES (1);
INSERT INTO wanted VALUES (2);
INSERT INTO "Odd ""one"".x"."T,1" VALUES (3);
COMMIT;
-- The second and third change of the transaction, whoever else is left out.
SELECT * FROM w2a.changes('w2a_regress', 'tables', 'public.WANTED,"Odd ""one"".x"."T,1"');
DROP SCHEMA "Odd ""one"".x" CASCADE;
DROP TABLE wanted, unwanted;
SELECT count(*) FROM w2a.changes('w2a_regress');
-- Decoding leaves the session's settings alone.
SET datestyle = 'SQL, DMY';
SELECT count(*) FROM w2a.changes('w2a_regress');
SHOW datestyle;
SHOW search_path;
RESET datestyle;
