-- The consumer's own database: what it makes of the changes, and the last one that it has done, in one place.
CREATE TABLE balances (
    account  integer PRIMARY KEY,
    cents    bigint NOT NULL,
    payments bigint NOT NULL
);
CREATE TABLE position (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    lsn      pg_lsn NOT NULL,
    seq      bigint NOT NULL,
    timeline text,
    changes  bigint NOT NULL
);
INSERT INTO position (lsn, seq, changes) VALUES ('0/0', 0, 0);
