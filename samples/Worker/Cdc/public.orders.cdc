format 1
table public.orders
identity default
key id
column amount numeric(12,2) not null
column customer text not null
column id bigint not null
