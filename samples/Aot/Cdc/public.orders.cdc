format 1
table public.orders
identity full
key id
column history public.status[] not null
column id bigint not null
column note text
column placed_at timestamp with time zone not null
column ship_to public.address
column status public.status not null
column tags text[]
column total numeric(12,2) not null
  reader Aot.Money Aot.MoneyReader
