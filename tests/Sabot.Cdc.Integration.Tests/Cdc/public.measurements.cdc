format 1
table public.measurements
identity default
key id, region
column id bigint not null
column region text not null
column value integer
