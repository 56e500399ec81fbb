format 1
table public.bulk
identity default
key id
column active boolean not null
column balance numeric(12,2) not null
column born date not null
column created_at timestamp with time zone not null
column email text not null
column id bigint not null
column logins integer not null
column name text not null
column rating double precision not null
column token uuid not null
