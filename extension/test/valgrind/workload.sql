-- What the regression tests have too little of: many transactions, and large ones with parts that are rolled back.
CREATE TABLE load (id int PRIMARY KEY, v text, n numeric(12, 2), a int[], b bool, f float8, ts timestamptz, bin bytea);
ALTER TABLE load ALTER v SET STORAGE EXTERNAL;
DO $$ BEGIN
	FOR i IN 1 .. 300 LOOP
		INSERT INTO load VALUES (i, repeat('v', i % 40), i / 7.0, ARRAY[i, NULL, i], i % 2 = 0, i, now(), NULL);
		COMMIT;
	END LOOP;
END $$;
DO $$ BEGIN
	FOR i IN 1 .. 20 LOOP
		BEGIN
			INSERT INTO load SELECT i * 1000 + j, repeat('x', j % 500), j, NULL, NULL, j, now(), decode(repeat('ab', j % 99), 'hex')
			FROM generate_series(1, 100) j;
			IF i % 3 = 0 THEN
				RAISE EXCEPTION 'rolled back';
			END IF;
		EXCEPTION WHEN raise_exception THEN
			UPDATE load SET n = n + 1 WHERE id < 50;
		END;
	END LOOP;
END $$;
-- Values out of line, unchanged and rewritten; with and without a full old image.
INSERT INTO load SELECT 100000 + i, repeat(md5(i::text), 200) FROM generate_series(1, 20) i;
UPDATE load SET n = 1 WHERE id > 100000;
ALTER TABLE load REPLICA IDENTITY FULL;
UPDATE load SET n = 2 WHERE id > 100000;
UPDATE load SET v = v || 'more', a = (SELECT array_agg(i) FROM generate_series(1, 5000) i) WHERE id > 100010;
ALTER TABLE load ADD extra text DEFAULT 'missing', DROP f;
UPDATE load SET extra = 'there' WHERE id % 2 = 0;
DELETE FROM load WHERE id % 3 = 0;
SELECT pg_logical_emit_message(true, 'prefix', repeat('content', 1000));
SELECT pg_logical_emit_message(false, 'prefix', 'content');
TRUNCATE load;
