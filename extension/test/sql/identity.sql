\set SHOW_CONTEXT never
-- Old images by replica identity.
CREATE TABLE d (id int PRIMARY KEY, x int NOT NULL, v text);
CREATE TABLE i (id int PRIMARY KEY, x int NOT NULL, v text);
CREATE UNIQUE INDEX i_x ON i (x, id);
ALTER TABLE i REPLICA IDENTITY USING INDEX i_x;
CREATE TABLE f (id int PRIMARY KEY, x int NOT NULL, v text);
ALTER TABLE f REPLICA IDENTITY FULL;
CREATE TABLE n (id int PRIMARY KEY, x int NOT NULL, v text);
ALTER TABLE n REPLICA IDENTITY NOTHING;
CREATE TABLE k (x int NOT NULL, v text);
DO $$
DECLARE t text;
BEGIN
	FOREACH t IN ARRAY '{d,i,f,n}'::text[] LOOP
		EXECUTE format('INSERT INTO %I VALUES (1, 10, ''a'')', t);
		EXECUTE format('UPDATE %I SET v = ''b''', t);
		EXECUTE format('UPDATE %I SET x = 11', t);
		EXECUTE format('UPDATE %I SET id = 2', t);
		EXECUTE format('DELETE FROM %I', t);
	END LOOP;
END $$;
-- A table without any key still yields its updates and deletes.
INSERT INTO k VALUES (1, 'a');
UPDATE k SET v = 'b';
DELETE FROM k;
SELECT * FROM w2a.changes('w2a_regress');
DROP TABLE d, i, f, n, k;
SELECT count(*) FROM w2a.changes('w2a_regress');
