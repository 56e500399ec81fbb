format 1
table public.users
identity default
key id
column active boolean not null
column avatar bytea
column balance numeric(12,2) not null
column biography text
column born date
column created_at timestamp with time zone not null
column email text not null
column id bigint not null
column logins integer not null
column name character varying(100)
column profile jsonb not null
column rating double precision
column token uuid not null
column wakes_at time without time zone
