format 1
table public.sparse
identity default
key id
column active boolean
column balance numeric(12,2)
column born date
column created_at timestamp with time zone
column email text
column id bigint not null
column logins integer
column name text
column rating double precision
column token uuid
