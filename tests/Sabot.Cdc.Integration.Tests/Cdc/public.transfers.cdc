format 1
table public.transfers
identity default
key id
column account bigint not null
column amount numeric(12,2) not null
column id bigint not null
