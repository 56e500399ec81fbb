format 1
table public.payments
identity full
key id
column account integer not null
column cents bigint not null
column id bigint not null
