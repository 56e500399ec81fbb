CREATE TYPE status AS ENUM ('new', 'paid', 'shipped');
CREATE TYPE address AS (street text, zip varchar(10));

CREATE TABLE orders (
    id bigint PRIMARY KEY,
    total numeric(12,2) NOT NULL,
    status status NOT NULL,
    history status[] NOT NULL,
    ship_to address,
    tags text[],
    placed_at timestamptz NOT NULL,
    note text
);
ALTER TABLE orders REPLICA IDENTITY FULL;

CREATE TABLE readings (sensor integer NOT NULL, at timestamptz NOT NULL, degrees double precision, PRIMARY KEY (sensor, at));
