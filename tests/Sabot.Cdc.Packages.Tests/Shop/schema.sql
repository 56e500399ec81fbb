CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TYPE address AS (street text, zip text);
CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, mood mood NOT NULL, home address, nick text, balance numeric(12,2));
