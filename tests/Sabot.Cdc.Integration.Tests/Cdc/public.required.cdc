format 1
table public.required
identity default
key id
column boolean boolean not null
column bytea bytea not null
column date date not null
column float4 real not null
column float8 double precision not null
column id integer not null
column int2 smallint not null
column int8 bigint not null
column numeric numeric(12,2) not null
column text text not null
column time time without time zone not null
column timestamp timestamp without time zone not null
column timestamptz timestamp with time zone not null
column uuid uuid not null
