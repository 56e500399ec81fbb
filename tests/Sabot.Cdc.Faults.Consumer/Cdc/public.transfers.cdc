format 1
table public.transfers
identity default
key id
column amount numeric(12,2) not null
column id bigint not null
column note text
column version bigint not null
