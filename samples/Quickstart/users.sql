-- What happens to users while the application streams, statement by statement.
INSERT INTO users (email, name, balance, born, wakes_at, rating, profile)
VALUES ('ada@example.com', 'Ada Lovelace', 1815.12, '1815-12-10', '06:30', 4.9, '{"field": "analysis"}'),
       ('grace@example.com', 'Grace Hopper', 1906.09, '1906-12-09', '05:45:30.5', 4.8, '{"field": "compilers"}'),
       ('žofie@example.com', NULL, -0.01, NULL, NULL, NULL, '{}');

-- A biography that PostgreSQL stores out of line: the updates after it do not carry it.
UPDATE users SET biography = (SELECT string_agg(md5(n::text), ' ') FROM generate_series(1, 500) n),
                 avatar = decode(repeat('89504e47', 16), 'hex')
WHERE email = 'ada@example.com';
UPDATE users SET logins = logins + 1, balance = balance + 0.88 WHERE email = 'ada@example.com';

BEGIN;
INSERT INTO users (email) SELECT 'user' || n || '@example.com' FROM generate_series(1, 500) n;
UPDATE users SET balance = balance + id, logins = logins + 1 WHERE email LIKE 'user%';
DELETE FROM users WHERE email LIKE 'user%7@example.com';
COMMIT;

-- A new key: the change has the old one, too.
UPDATE users SET id = id + 100000 WHERE email = 'grace@example.com';
DELETE FROM users WHERE email = 'žofie@example.com';
