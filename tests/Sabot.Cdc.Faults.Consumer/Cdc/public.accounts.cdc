format 1
table public.accounts
identity default
key id
column balance bigint not null
column id bigint not null
column version bigint not null
