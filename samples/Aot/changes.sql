INSERT INTO orders VALUES
    (1, 19.90, 'new', '{new}', ROW('Main Street 1', '8000'), '{gift,"two words"}', '2026-03-02 08:15:21+00', 'ring twice'),
    (2, 5.00, 'new', '{new}', NULL, NULL, '2026-03-02 09:00:00+00', NULL);
UPDATE orders SET status = 'paid', history = history || 'paid'::status WHERE id = 1;
-- A label that the application was not compiled with.
ALTER TYPE status ADD VALUE 'lost';
UPDATE orders SET status = 'lost', total = 0 WHERE id = 2;
DELETE FROM orders WHERE id = 2;
INSERT INTO readings
    SELECT n % 10, timestamptz '2026-03-02 00:00:00+00' + n * interval '1 second', CASE WHEN n % 4 = 0 THEN NULL ELSE n END
    FROM generate_series(1, 1000) n;
TRUNCATE orders, readings;
