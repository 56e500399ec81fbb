-- What pgbench runs: transactions of several changes, so that a kill is often in the middle of one.
\set account random(1, 50)
\set cents random(-100000, 100000)
\set part random(0, 199)
BEGIN;
INSERT INTO payments (account, cents) SELECT (:account + n) % 50, :cents + n FROM generate_series(1, 8) n;
UPDATE payments SET cents = cents + :cents, account = (account + 1) % 50 WHERE id % 200 = :part AND id > (SELECT max(id) - 1000 FROM payments);
DELETE FROM payments WHERE id % 200 = (:part + 100) % 200 AND id > (SELECT max(id) - 1000 FROM payments);
COMMIT;
