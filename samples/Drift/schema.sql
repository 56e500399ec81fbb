CREATE TYPE mood AS ENUM ('sad', 'ok');

CREATE TABLE users (
    id bigint PRIMARY KEY,
    email text NOT NULL,
    nick text,
    birthday date,
    age integer NOT NULL,
    mood mood NOT NULL
);
ALTER TABLE users REPLICA IDENTITY FULL;
