-- The tables of the fault tests; the .cdc files of Sabot.Cdc.Faults.Consumer are what scaffold writes for them.
CREATE TABLE accounts (id bigint PRIMARY KEY, version bigint NOT NULL, balance bigint NOT NULL);
CREATE TABLE transfers (id bigint PRIMARY KEY, version bigint NOT NULL, amount numeric(12,2) NOT NULL, note text);
CREATE TABLE documents (id bigint PRIMARY KEY, version bigint NOT NULL, body text);
CREATE TABLE drifting (id bigint PRIMARY KEY, version bigint NOT NULL, extra text);
ALTER TABLE documents REPLICA IDENTITY FULL;
-- Long values go out of line uncompressed, so that an update that leaves them alone does not log them.
ALTER TABLE transfers ALTER note SET STORAGE EXTERNAL;
ALTER TABLE documents ALTER body SET STORAGE EXTERNAL;
-- Nobody streams it: says after a lost connection whether a transaction was committed.
CREATE TABLE journal (id bigint PRIMARY KEY);
