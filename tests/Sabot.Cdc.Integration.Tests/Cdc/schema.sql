-- The tables of the integration tests. The .cdc files beside this one are what scaffold writes for them.
CREATE TYPE mood AS ENUM ('sad', 'ok', 'über glücklich');
CREATE TYPE pair AS (a integer, b text);
CREATE DOMAIN short_text AS text CHECK (length(value) < 100);
CREATE DOMAIN money_amount AS numeric(10,2);
CREATE DOMAIN shorter_text AS short_text CHECK (length(value) < 50);
CREATE DOMAIN numbers AS integer[];
CREATE DOMAIN couple AS pair;
CREATE DOMAIN feeling AS mood;
-- With a dropped attribute, and with values inside of values.
CREATE TYPE shape AS (a integer, gone text, b text, d date);
ALTER TYPE shape DROP ATTRIBUTE gone;
CREATE TYPE household AS (home shape, moods mood[], budget numeric(8,2), members pair[]);
CREATE EXTENSION hstore;
CREATE EXTENSION citext;

-- Every mapped type, and some of those that travel as text. FULL, so that old rows are compared too.
CREATE TABLE types (
    id            integer PRIMARY KEY,
    boolean       boolean,
    int2          smallint,
    int4          integer,
    int8          bigint,
    float4        real,
    float8        double precision,
    numeric_12_2  numeric(12,2),
    numeric_38_0  numeric(38,0),
    numeric_38_37 numeric(38,37),
    numeric_28_10 numeric(28,10),
    numeric_any   numeric,
    numeric_round numeric(5,-2),
    numeric_40_2  numeric(40,2),
    text          text,
    varchar_10    varchar(10),
    bpchar_5      char(5),
    name          name,
    bytea         bytea,
    date          date,
    time          time,
    timestamp     timestamp,
    timestamptz   timestamptz,
    uuid          uuid,
    json          json,
    jsonb         jsonb,
    xml           xml,
    interval      interval,
    timetz        timetz,
    int4_array    integer[],
    text_array    text[],
    inet          inet,
    mood          mood,
    int4_range    int4range,
    point         point,
    pair          pair,
    short_text    short_text,
    money_amount  money_amount,
    numeric_38_38      numeric(38,38),
    numeric_tiny       numeric(3,5),
    numeric_huge       numeric(30,-10),
    oid                oid,
    one_char           "char",
    bit_5              bit(5),
    varbit             bit varying,
    money              money,
    cidr               cidr,
    macaddr            macaddr,
    macaddr8           macaddr8,
    regclass           regclass,
    regtype            regtype,
    hstore             hstore,
    citext             citext,
    tsvector           tsvector,
    tsquery            tsquery,
    jsonpath           jsonpath,
    pg_lsn             pg_lsn,
    xid8               xid8,
    lseg               lseg,
    line               line,
    box                box,
    path               path,
    polygon            polygon,
    circle             circle,
    int8_range         int8range,
    num_range          numrange,
    date_range         daterange,
    ts_range           tsrange,
    tstz_range         tstzrange,
    int4_multirange    int4multirange,
    num_multirange     nummultirange,
    tstz_multirange    tstzmultirange,
    boolean_array      boolean[],
    numeric_array      numeric(6,2)[],
    numeric_any_array  numeric[],
    bytea_array        bytea[],
    uuid_array         uuid[],
    oid_array          oid[],
    date_array         date[],
    timestamptz_array  timestamptz[],
    interval_array     interval[],
    mood_array         mood[],
    pair_array         pair[],
    money_amount_array money_amount[],
    shape              shape,
    household          household,
    shorter_text       shorter_text,
    numbers            numbers,
    couple             couple,
    feeling            feeling
);
ALTER TABLE types REPLICA IDENTITY FULL;

-- Every C# type without its question mark.
CREATE TABLE required (
    id          integer PRIMARY KEY,
    boolean     boolean NOT NULL,
    int2        smallint NOT NULL,
    int8        bigint NOT NULL,
    float4      real NOT NULL,
    float8      double precision NOT NULL,
    numeric     numeric(12,2) NOT NULL,
    text        text NOT NULL,
    bytea       bytea NOT NULL,
    date        date NOT NULL,
    time        time NOT NULL,
    timestamp   timestamp NOT NULL,
    timestamptz timestamptz NOT NULL,
    uuid        uuid NOT NULL
);

-- Two tables whose changes are told apart by a number that only grows.
CREATE TABLE accounts (id bigint PRIMARY KEY, balance bigint NOT NULL);
CREATE TABLE transfers (id bigint PRIMARY KEY, account bigint NOT NULL, amount numeric(12,2) NOT NULL);

-- Large values are stored out of line and as they are, so that an update that leaves them alone does not log them.
CREATE TABLE documents (
    id      integer PRIMARY KEY,
    title   varchar(100) NOT NULL,
    body    text,
    content bytea,
    profile jsonb
);
ALTER TABLE documents ALTER body SET STORAGE EXTERNAL, ALTER content SET STORAGE EXTERNAL, ALTER profile SET STORAGE EXTERNAL;
CREATE TABLE documents_full (LIKE documents INCLUDING ALL);
ALTER TABLE documents_full REPLICA IDENTITY FULL;

-- Identified by another index than its primary key.
CREATE TABLE memberships (
    id     integer PRIMARY KEY,
    tenant integer NOT NULL,
    email  text NOT NULL,
    since  date
);
CREATE UNIQUE INDEX memberships_identity ON memberships (tenant, email);
ALTER TABLE memberships REPLICA IDENTITY USING INDEX memberships_identity;

-- Identified by nothing.
CREATE TABLE events (at bigint, what text);

CREATE TABLE drifting (id integer PRIMARY KEY, note text, amount numeric(10,2) NOT NULL DEFAULT 0);

-- Partitioned; one partition has its columns in another order.
CREATE TABLE measurements (id bigint, region text, value integer, PRIMARY KEY (id, region)) PARTITION BY LIST (region);
CREATE TABLE measurements_north PARTITION OF measurements FOR VALUES IN ('north');
CREATE TABLE measurements_south (value integer, region text NOT NULL, id bigint NOT NULL);
ALTER TABLE measurements ATTACH PARTITION measurements_south FOR VALUES IN ('south');

CREATE SCHEMA "Läden";
CREATE TABLE "Läden"."Offene ""Posten"", 2" ("Nr." integer PRIMARY KEY, "größe" text, "select" boolean NOT NULL);
